import type { Definition, Entity } from "../../definition/definition";
import { keyDigest } from "../../seen-keys/key-digest";
import { KeySet, keysInMemory } from "../../seen-keys/key-set";
import type { Scratch } from "../../seen-keys/scratch";
import type { Reading, Source, SourceRow } from "../../sources/source";
import type { Item } from "../../items/item";
import type { Rejection } from "../../items/rejection";
import { keyAttributes, type Target, type TargetTable } from "../../items/target-table";
import type { Compile, Scope } from "../../mapping/expression";
import { keyForPeople } from "../../items/key-check";
import { makeTransform, type Outcome } from "../../mapping/transform";
import { type ReadItem, type ReadOutcome, ReadStream } from "./read-stream";

/** Dependencies and settings to read a definition's rows. */
export interface ReaderSettings {
  readonly definition: Definition;
  readonly target: Target;
  readonly source: Source;
  readonly compile: Compile;
  /** The variables of `${env.NAME}`. */
  readonly env: Scope["env"];
  /** Storage for keys that do not fit in memory. @default none: memory grows with the number of items */
  readonly scratch?: Scratch | undefined;
  /** Valid items to skip, by table id and key; see `keyDigest`. @default none */
  readonly isWanted?: (to: string, digest: string) => boolean;
}

/** Which rows of an entity are wanted. */
export interface Wanted extends Reading {
  /** Rows up to this one are passed over. @default 0 */
  readonly above?: number;
  /** The last row that is wanted. @default all */
  readonly limit?: number | undefined;
}

/**
 * Reads the rows of entities and turns them into items. Of several items with the same key, over all entities
 * of a table, the first is kept and the others are rejected; `run`, `plan` and `verify` all read through here, so
 * that they agree about every row.
 *
 * First is what was read first: by this reader, or by an earlier process whose keys it was told to remember. Entities
 * that were moved by another run are not known here; what becomes of their items is the conflict policy's to say.
 */
export class EntityReader {
  private readonly seen = new Map<string, KeySet>();

  /** @param onKey called with the key of every item that is kept */
  constructor(
    private readonly settings: ReaderSettings,
    private readonly onKey: (entity: string, digest: string) => void = () => {},
  ) {}

  /** The table that an entity goes to. */
  table(entity: Entity): TargetTable {
    return this.settings.target.tables[entity.to] as TargetTable;
  }

  /** Location of an entity's rows, for messages. */
  describe(entity: Entity): string {
    return this.settings.source.describe(entity.from);
  }

  /** Takes keys for read that an earlier process has read. */
  async remember(entity: Entity, digests: AsyncIterable<Uint8Array>): Promise<void> {
    const keys = this.keysOf(entity.to);
    for await (const some of digests) {
      keys.addAll(some);
      await keys.tidy();
    }
  }

  /** Lets go of the keys. */
  close(): void {
    this.seen.forEach((keys) => keys.close());
    this.seen.clear();
  }

  /** An entity's rows in chunks, in the source's order. */
  read(entity: Entity, wanted: Wanted = {}): ReadStream {
    const { compile, env, source } = this.settings;
    const transform = makeTransform(entity, this.table(entity), env, compile);
    const outcomesOf = ({ value, malformed, deleted }: SourceRow): readonly ReadOutcome[] => {
      if (malformed !== undefined)
        return [{ kind: "rejected", rejection: { code: "unreadable-row", message: malformed } }];
      const outcomes = transform(value);
      return deleted ? outcomes.map(deletedOutcome) : this.judged(entity, outcomes);
    };
    const tidy = () => this.keysOf(entity.to).tidy(wanted.signal);
    return new ReadStream(source.rows(entity.from, wanted), outcomesOf, wanted, tidy);
  }

  private judged(entity: Entity, outcomes: readonly Outcome[]): readonly ReadOutcome[] {
    const [only] = outcomes;
    if (outcomes.length === 1 && only?.kind === "item") {
      const judged = this.withoutDuplicates(entity, only);
      return judged === only ? (outcomes as readonly ReadOutcome[]) : [judged];
    }
    return outcomes.map((outcome) => this.withoutDuplicates(entity, this.withHint(outcome, entity.from)));
  }

  /** A CSV file without a header has names of columns that are cells. */
  private withHint(outcome: Outcome, from: Entity["from"]): Outcome {
    if (outcome.kind !== "rejected" || this.settings.definition.source.kind !== "csv") return outcome;
    if (from.header === false) return outcome;
    const { code, message } = outcome.rejection;
    if (code !== "expression-failed" || !message.includes(': the row has no "')) return outcome;
    const hint =
      "is the first line of the file the names of its columns? If not, set from: { header: false, names: [...] }";
    return { kind: "rejected", rejection: { code, message: `${message}; ${hint}` } };
  }

  private withoutDuplicates(entity: Entity, outcome: Outcome): ReadOutcome {
    if (outcome.kind !== "item") return outcome;
    const digest = keyDigest(outcome.key);
    if (this.keysOf(entity.to).add(digest)) {
      this.onKey(entity.name, digest);
      const isWanted = this.settings.isWanted?.(entity.to, digest) ?? true;
      if (!isWanted) return { kind: "left-out" };
      outcome.digest = digest;
      return outcome as ReadItem;
    }
    return { kind: "rejected", rejection: duplicateKey(outcome.item, this.table(entity)) };
  }

  private keysOf(table: string): KeySet {
    const keys = this.seen.get(table) ?? this.newKeySet();
    this.seen.set(table, keys);
    return keys;
  }

  private newKeySet(): KeySet {
    const { definition, scratch } = this.settings;
    // All tables' keys together are held in that much memory.
    const tables = new Set(definition.entities.map((entity) => entity.to)).size;
    return new KeySet(scratch && { scratch, keysInMemory: Math.ceil(keysInMemory / tables) });
  }
}

/** A row that no longer exists becomes no item; the key of the one that it was is known. */
function deletedOutcome(outcome: Outcome): ReadOutcome {
  return outcome.kind === "item" ? { kind: "left-out", deleted: keyDigest(outcome.key) } : outcome;
}

/** The rejection of an item whose key an earlier item has. */
export function duplicateKey(item: Item, table: TargetTable): Rejection {
  const names = keyAttributes(table).map((attribute) => attribute.name);
  const key = JSON.stringify(keyForPeople(item, names));
  return { code: "duplicate-key", message: `an earlier item has the key ${key}; the first one is kept` };
}
