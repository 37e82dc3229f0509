import type { ItemReader } from "../../dynamodb/reader/item-reader";
import type { TableReader } from "../../dynamodb/reader/table-reader";
import { canonicalItem } from "../../items/canonical-item";
import type { Item } from "../../items/item";
import { itemDigest } from "../../items/item-digest";
import { keyForPeople, keyText } from "../../items/key-check";
import { BucketDigest, bucketOf } from "../verify/bucket-digest";
import { heartbeatAttribute } from "./heartbeat";

/** One of two tables that are compared. */
export interface ComparedCopy {
  /** The table's name in AWS. */
  readonly table: string;
  readonly scan: TableReader;
  readonly items: ItemReader;
}

/** What comparing takes. */
export interface CompareSettings {
  readonly original: ComparedCopy;
  readonly copy: ComparedCopy;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  /** Times that an item that differs is read again, for tables that are written to meanwhile. @default 0 */
  readonly rechecks?: number;
  /** Milliseconds before each of them. */
  readonly recheckMs: number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly signal?: AbortSignal | undefined;
  /** Items of both tables whose digests are held at a time. @default 500,000 */
  readonly maxHeld?: number;
}

/** How a copy of a table differs from it. */
export interface CopyComparison {
  readonly originalItems: number;
  readonly copyItems: number;
  /** Items that only the original has. */
  readonly missing: number;
  /** Items that only the copy has. */
  readonly extra: number;
  readonly changed: number;
  /** Keys of the first ones that differ. */
  readonly firstDifferences: readonly Readonly<Record<string, string>>[];
}

/** An item that differs. */
interface Difference {
  readonly key: Item;
  readonly kind: "missing" | "extra" | "changed";
}

/** Differences that are read again; those past them count as found. */
const maxRechecked = 10_000;
const shownDifferences = 10;
const buckets = 1 << 16;

/**
 * Compares two tables with the same key. Both are scanned once; only groups of items that differ are scanned again.
 * Heartbeats of drills do not count.
 */
export async function compareCopies(settings: CompareSettings): Promise<CopyComparison> {
  const [original, copy] = [
    await digestOf(settings.original, settings),
    await digestOf(settings.copy, settings),
  ];
  const found: Difference[] = [];
  for (const wanted of parts(original, copy, settings.maxHeld ?? 500_000))
    found.push(...(await differencesIn(wanted, settings)));
  const differences = await stillDiffering(found, settings);
  const count = (kind: Difference["kind"]) => differences.filter((one) => one.kind === kind).length;
  return {
    ...{ originalItems: original.size, copyItems: copy.size },
    ...{ missing: count("missing"), extra: count("extra"), changed: count("changed") },
    firstDifferences: differences
      .slice(0, shownDifferences)
      .map(({ key }) => keyForPeople(key, settings.keyNames)),
  };
}

async function digestOf(
  { scan }: ComparedCopy,
  { keyNames, signal }: CompareSettings,
): Promise<BucketDigest> {
  const digest = new BucketDigest(buckets);
  for await (const items of scan.scan(signal))
    for (const item of items)
      if (!isHeartbeat(item)) digest.add(keyText(item, keyNames), canonicalItem(item));
  return digest;
}

function isHeartbeat(item: Item): boolean {
  return Object.hasOwn(item, heartbeatAttribute);
}

/** Differing buckets in parts that fit in memory together. */
function parts(original: BucketDigest, copy: BucketDigest, maxHeld: number): Set<number>[] {
  const found: Set<number>[] = [];
  let held = Infinity;
  for (const bucket of original.differing(copy)) {
    const items = (original.counts[bucket] ?? 0) + (copy.counts[bucket] ?? 0);
    if (held + items > maxHeld) {
      found.push(new Set());
      held = 0;
    }
    held += items;
    found.at(-1)?.add(bucket);
  }
  return found;
}

async function differencesIn(
  wanted: ReadonlySet<number>,
  { original, copy, keyNames, signal }: CompareSettings,
): Promise<Difference[]> {
  const digests = new Map<string, { readonly key: Item; readonly digest: string }>();
  const keysIn = async function* ({ scan }: ComparedCopy): AsyncGenerator<[text: string, item: Item]> {
    for await (const items of scan.scan(signal))
      for (const item of items) {
        const text = keyText(item, keyNames);
        if (!isHeartbeat(item) && wanted.has(bucketOf(text, buckets))) yield [text, item];
      }
  };
  for await (const [text, item] of keysIn(original))
    digests.set(text, { key: keyOf(item, keyNames), digest: itemDigest(item) });
  const found: Difference[] = [];
  for await (const [text, item] of keysIn(copy)) {
    const expected = digests.get(text);
    digests.delete(text);
    if (expected?.digest === itemDigest(item)) continue;
    found.push({ key: keyOf(item, keyNames), kind: expected ? "changed" : "extra" });
  }
  return [...found, ...[...digests.values()].map(({ key }) => ({ key, kind: "missing" as const }))];
}

function keyOf(item: Item, keyNames: readonly string[]): Item {
  return Object.fromEntries(keyNames.map((name) => [name, item[name]])) as Item;
}

/** Items that are written to while they are compared differ once; those that differ every time are different. */
async function stillDiffering(found: Difference[], settings: CompareSettings): Promise<Difference[]> {
  const { original, copy, rechecks = 0, recheckMs, sleep, signal } = settings;
  let left = found.slice(0, maxRechecked);
  for (let round = 0; round < rechecks && left.length > 0; round++) {
    await sleep(recheckMs, signal);
    const keys = left.map(({ key }) => key);
    const [ours, theirs] = [
      await original.items.get(original.table, keys),
      await copy.items.get(copy.table, keys),
    ];
    left = left.flatMap(({ key }, index) => differenceOf(key, ours[index], theirs[index]));
  }
  return [...left, ...found.slice(maxRechecked)];
}

function differenceOf(key: Item, original: Item | undefined, copy: Item | undefined): Difference[] {
  if (!original && !copy) return [];
  if (!original || !copy) return [{ key, kind: original ? "missing" : "extra" }];
  return itemDigest(original) === itemDigest(copy) ? [] : [{ key, kind: "changed" }];
}
