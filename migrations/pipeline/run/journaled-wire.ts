import type { KeyLookup } from "../../dynamodb/reader/item-reader";
import type { ConsumedUnits } from "../../dynamodb/rate/consumed-units";
import { sumOfUnits } from "../../dynamodb/rate/consumed-capacity";
import type { Lookup, Put, PutResponse, PutOutcome, Wire } from "../../dynamodb/writer/wire";
import type { Item } from "../../items/item";
import { itemDigest } from "../../items/item-digest";
import type { Journal, NewEntry } from "../../run-store/journal/journal";
import type { EarlierWrites } from "./earlier-writes";

/** Maximum age of a lookup: another client may write in the meantime. */
const maxLookupMs = 1000;

/** A table that is read before it is written to. */
export interface JournaledTable {
  readonly name: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  readonly reader: KeyLookup;
  /** Whether existing items of other clients are kept: the outcome of their puts is `exists`. */
  readonly keepsExisting: boolean;
  /**
   * Whether an item that was found is one that may be replaced; every other one is treated as `keepsExisting` says. An
   * item that is already what would be written is then not written again: the outcome of its put is `exists`.
   * @default items are not told apart
   */
  readonly isReplaceable?: ((found: Item, digest: string) => boolean) | undefined;
  /** Keeps what is needed to roll the writes back. @default nothing is kept */
  readonly journal?: Journal | undefined;
  /** Replaces an item that the run itself has written with other contents. @default the wire for all others */
  readonly replacing?: Wire | undefined;
  /** Writes that earlier processes of the run sent. @default none */
  readonly earlier?: EarlierWrites | undefined;
  /** Milliseconds since some moment in the past; never set back. */
  readonly now: () => number;
}

/** An item that was found in the table, and what that means for the put with its key. */
interface FoundItem {
  readonly item: Item;
  readonly digest: string;
  /** Whether the run itself has written it. */
  readonly isOwn: boolean;
  /** The outcome of the put; absent if it is to be sent. */
  readonly outcome: PutOutcome | undefined;
}

/** The items that were found, by the text of their key. */
interface FoundItems extends Lookup {
  readonly items: ReadonlyMap<string, FoundItem>;
}

const written: PutOutcome = { kind: "written" };

/**
 * Puts through another wire. Before every request, and every repeated one, it reads the items' keys (strongly
 * consistent), so that no item is replaced unseen, and journals what is needed to roll the request back.
 *
 * - An item that the run itself has sent before, in this process or before a kill, is `written`. One that it sent with
 *   other contents, since the source has changed after what was settled, is replaced.
 * - Another item with the key is replaced, and its contents are journaled; or it stays, with `keepsExisting`. An item
 *   that is already what would be written is `written` if its entry may be in a damaged end of the journal. Nothing is
 *   journaled for it, since it may be another client's: a rollback leaves it.
 *
 * A write of another client between the read and the write (some milliseconds, at most 1 s) is replaced unseen,
 * unless the other wire puts on a condition.
 */
export class JournaledWire implements Wire {
  constructor(
    private readonly wire: Wire,
    private readonly table: JournaledTable,
  ) {}

  async look(puts: readonly Put[]): Promise<FoundItems> {
    const { reader, name, keyNames, now } = this.table;
    const at = now();
    const keys = puts.map(({ keyText }) => keyText);
    const found = await reader.find(name, keys, keyNames);
    const items = new Map<string, FoundItem>();
    if (found.size > 0)
      for (const put of puts) {
        const item = found.get(put.keyText);
        if (item) items.set(put.keyText, this.judgedFound(put, item));
      }
    await this.journal(puts, items);
    return { at, items };
  }

  async put(puts: readonly Put[], lookup?: Lookup): Promise<PutResponse> {
    const isFresh = lookup !== undefined && this.table.now() - lookup.at < maxLookupMs;
    const found = isFresh ? (lookup as FoundItems) : await this.look(puts);
    if (found.items.size === 0) return this.putAll(puts, this.wire);
    return this.putSome(puts, found);
  }

  /** Nothing is in the way. */
  private async putAll(puts: readonly Put[], wire: Wire): Promise<PutResponse> {
    const response = await wire.put(puts);
    const outcomes = response.outcomes.map((outcome, index) => this.judged(puts[index] as Put, outcome));
    await this.journalRefused(puts.filter((_, index) => outcomes[index]?.kind === "exists"));
    return { ...response, outcomes };
  }

  private async putSome(puts: readonly Put[], { items }: FoundItems): Promise<PutResponse> {
    const { replacing = this.wire } = this.table;
    const outcomes = new Map<Put, PutOutcome>();
    const requests = new Map<Wire, Put[]>([[this.wire, []]]);
    for (const put of puts) {
      const found = items.get(put.keyText);
      const wire = found?.isOwn ? replacing : this.wire;
      if (found?.outcome) outcomes.set(put, found.outcome);
      else requests.set(wire, [...(requests.get(wire) ?? []), put]);
    }
    const consumed: (ConsumedUnits | undefined)[] = [];
    for (const [wire, some] of requests) {
      if (some.length === 0) continue;
      const response = await this.putAll(some, wire);
      some.forEach((put, index) => outcomes.set(put, response.outcomes[index] as PutOutcome));
      consumed.push(response.consumed);
    }
    return { outcomes: puts.map((put) => outcomes.get(put) as PutOutcome), consumed: sumOfUnits(consumed) };
  }

  private judgedFound(put: Put, item: Item): FoundItem {
    const digest = itemDigest(item);
    const isOwn = this.isOwn(put, item, digest);
    return { item, digest, isOwn, outcome: this.outcomeOf(put, item, digest, isOwn) };
  }

  /** Whether the run itself has written an item that was found. */
  private isOwn(put: Put, item: Item, digest: string): boolean {
    const { name, keyNames, earlier, journal } = this.table;
    if (put.journaled?.wrote === digest && put.journaled.before !== digest) return true;
    if (earlier?.has(name, item, keyNames)) return true;
    // Without a journal, the writes in flight at a kill are unknown; an identical item is assumed to be one.
    return !journal && digest === put.digest();
  }

  /** The outcome of a put that need not be sent. */
  private outcomeOf(put: Put, stored: Item, digest: string, isOwn: boolean): PutOutcome | undefined {
    const { earlier, keyNames, keepsExisting, isReplaceable } = this.table;
    const isSame = digest === put.digest();
    if (isOwn) return isSame ? written : undefined;
    if (isReplaceable && isSame) return { kind: "exists", stored };
    if (!keepsExisting || isReplaceable?.(stored, digest)) return undefined;
    const isLost = isSame && earlier?.takeLost(this.entryOf(put, digest, {}), stored, keyNames);
    return isLost ? written : { kind: "exists", stored };
  }

  /** Journals the puts that will be sent; those that were journaled before, with the same predecessor, are not again. */
  private async journal(puts: readonly Put[], items: ReadonlyMap<string, FoundItem>): Promise<void> {
    const { journal } = this.table;
    const entries: NewEntry[] = [];
    for (const put of puts) {
      const found = items.size === 0 ? undefined : items.get(put.keyText);
      if (found?.outcome) continue;
      const entry = this.entry(put, found);
      if (entry && journal) entries.push(entry);
    }
    if (entries.length > 0) await journal?.append(entries);
  }

  /** The entry to journal before a put is sent; `undefined` if it changes nothing or was journaled before. */
  private entry(put: Put, found: FoundItem | undefined): NewEntry | undefined {
    const before = found?.digest;
    if (put.journaled && put.journaled.before === before) return undefined;
    const wrote = put.journaled?.wrote ?? put.digest();
    put.journaled = { wrote, before };
    if (before === wrote) return undefined;
    if (found) return this.entryOf(put, wrote, { before: found.item });
    const { keyText, origin, key: keyDigest } = put;
    return origin
      ? { table: this.table.name, keyText, keyDigest, wrote, origin }
      : { table: this.table.name, keyText, keyDigest, wrote };
  }

  /** An item may have been put there after the read: by another client, or by what a kill left in flight. */
  private judged(put: Put, outcome: PutOutcome): PutOutcome {
    if (outcome.kind !== "exists") return outcome;
    const { name, keyNames, earlier } = this.table;
    if (!earlier?.has(name, outcome.stored, keyNames)) return outcome;
    return itemDigest(outcome.stored) === put.digest() ? written : { kind: "unprocessed" };
  }

  /** Nothing of these puts was written: a rollback must not take another client's item for theirs. */
  private async journalRefused(refused: readonly Put[]): Promise<void> {
    if (refused.length === 0) return;
    await this.table.journal?.append(refused.map((put) => this.entryOf(put, put.digest(), { isVoid: true })));
  }

  private entryOf(
    { keyText, origin, key: keyDigest }: Put,
    wrote: string,
    rest: { readonly before?: Item; readonly isVoid?: true },
  ): NewEntry {
    return { table: this.table.name, keyText, keyDigest, wrote, ...rest, ...(origin && { origin }) };
  }
}
