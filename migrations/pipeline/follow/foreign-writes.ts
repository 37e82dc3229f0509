import { itemDigest } from "../../items/item-digest";
import { itemText } from "../../items/item-text";
import { type ApplierSettings, ChangeApplier } from "./change-applier";
import { type DirtyKey, idOf } from "./dirty-keys";

/** What reads rows and items to compare them. It writes nothing. */
export type ComparisonSettings = Omit<ApplierSettings, "writer" | "journal" | "take">;

/** What {@link ForeignWrites} works with. */
export interface ForeignWritesSettings {
  /** Makes what reads, again after an error. */
  readonly open: () => Promise<{
    readonly settings: ComparisonSettings;
    readonly close: () => Promise<void>;
  }>;
  /**
   * The keys of an entity that writes of the application mark at present: the values of each key, as text. A write marks
   * its record before it changes a store, until both are equal.
   */
  readonly marked: (entity: string) => Promise<readonly (readonly string[])[]>;
  /** Rows that another program has written. */
  readonly found: (entity: string, keys: readonly string[]) => Promise<void>;
}

/** A row that was written while the tables are the authority. */
interface Suspect {
  readonly key: DirtyKey;
  /** The row's items that the tables do not have, or have otherwise, as text. */
  readonly difference?: string;
  /** How often that difference was seen in a row, without a mark. */
  readonly looks: number;
}

/** Rows that are remembered. */
const maxSuspects = 100_000;
/** Rows that are compared together. */
const rowsAtOnce = 100;
/** Looks, half a second apart, that must show the same. */
const looksToConfirm = 3;

/**
 * Finds changes of the old store, after the flip, that no write of the application made. The application copies each of
 * its writes to the old store, and marks the record meanwhile: a row that stays different from the tables without a mark
 * was written by another program.
 */
export class ForeignWrites {
  private readonly suspects = new Map<string, Suspect>();
  private opened: Awaited<ReturnType<ForeignWritesSettings["open"]>> | undefined;

  constructor(private readonly settings: ForeignWritesSettings) {}

  /** @returns rows for which there is no room at present */
  add(keys: readonly DirtyKey[]): readonly DirtyKey[] {
    const room = Math.max(0, maxSuspects - this.suspects.size);
    for (const key of keys.slice(0, room)) this.suspects.set(idOf(key), { key, looks: 0 });
    return keys.slice(room);
  }

  /** Compares every row that was written. To be called twice a second. @throws RunnerError; doing it again is safe */
  async look(): Promise<void> {
    const suspects = [...this.suspects.values()];
    if (suspects.length === 0) return;
    try {
      for (let at = 0; at < suspects.length; at += rowsAtOnce)
        await this.lookAt(suspects.slice(at, at + rowsAtOnce));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.close();
  }

  private async lookAt(suspects: readonly Suspect[]): Promise<void> {
    const differences = await this.differences(suspects.map(({ key }) => key));
    const entities = new Set([...differences.keys()].map(({ entity }) => entity));
    const marks = new Map<string, readonly (readonly string[])[]>();
    for (const entity of entities) marks.set(entity, await this.settings.marked(entity));
    const found = new Map<string, string[]>();
    for (const suspect of suspects) {
      const { key } = suspect;
      const next = nextOf(suspect, differences.get(key), marks.get(key.entity) ?? []);
      // A change since then is looked at from the start.
      if (this.suspects.get(idOf(key)) !== suspect) continue;
      if (next && next.looks < looksToConfirm) this.suspects.set(idOf(key), next);
      else this.suspects.delete(idOf(key));
      if (next?.looks === looksToConfirm) found.set(key.entity, [...(found.get(key.entity) ?? []), key.key]);
    }
    for (const [entity, keys] of found) await this.settings.found(entity, keys);
  }

  /** The rows whose items are not those of the tables: first all together, then one by one to tell which. */
  private async differences(keys: readonly DirtyKey[]): Promise<ReadonlyMap<DirtyKey, string>> {
    if ((await this.differenceOf(keys)) === undefined) return new Map();
    const found = new Map<DirtyKey, string>();
    for (const key of keys) {
      const difference = await this.differenceOf([key]);
      if (difference !== undefined) found.set(key, difference);
    }
    return found;
  }

  private async differenceOf(keys: readonly DirtyKey[]): Promise<string | undefined> {
    this.opened ??= await this.settings.open();
    const seen: string[] = [];
    const applier = new ChangeApplier({
      ...this.opened.settings,
      writer: {
        write: (table, _names, changes) => {
          for (const { key, put } of changes)
            seen.push(`${table} ${itemText(key)} ${put ? itemDigest(put) : "deleted"}`);
          return Promise.resolve([]);
        },
      },
    });
    const { rejected, held } = await applier.apply(keys, 0);
    for (const { key, rejection } of rejected) seen.push(`${idOf(key)} ${rejection.code}`);
    // A reading does not see the change yet.
    if (held.length > 0) return heldDifference;
    return seen.length === 0 ? undefined : seen.toSorted().join("\n");
  }
}

const heldDifference = "held";

/** What is known of a row after a look; `undefined` if nothing is wrong with it. */
function nextOf(
  { key, difference: before, looks }: Suspect,
  difference: string | undefined,
  marks: readonly (readonly string[])[],
): Suspect | undefined {
  if (difference === undefined) return undefined;
  if (difference === heldDifference || isMarked(key, marks)) return { key, looks: 0 };
  return { key, difference, looks: difference === before ? looks + 1 : 1 };
}

/** The key of a followed row has the columns of the record's key, and perhaps more. */
function isMarked({ key }: DirtyKey, marks: readonly (readonly string[])[]): boolean {
  const values = new Set((JSON.parse(key) as unknown[]).map(String));
  return marks.some((mark) => mark.every((value) => values.has(value)));
}
