import type { Definition, Entity } from "../definition/definition";
import type { Reading, RowStream, Source, SourceRow } from "../sources/source";
import { keyAttributes, type Target, type TargetTable } from "../targets/target-table";
import type { Compile, Scope } from "../transform/expression";
import { KeySet } from "../transform/key-set";
import { keyForPeople } from "../transform/key-check";
import { makeTransform, type Outcome, type Transform } from "../transform/transform";
import type { RowValue } from "../transform/row";

/** What reading a definition's rows takes. */
export interface ReaderSettings {
  readonly definition: Definition;
  readonly target: Target;
  readonly source: Source;
  readonly compile: Compile;
  /** What `${env.NAME}` refers to. */
  readonly env: Scope["env"];
}

/** A row and what it became. */
export interface ReadRow {
  readonly number: number;
  readonly value: RowValue;
  /** At least one; several where a row becomes several items. */
  readonly outcomes: readonly Outcome[];
}

/** Rows that follow each other. */
export interface ReadChunk {
  readonly rows: readonly ReadRow[];
  /** See `SourceChunk.cursor`. */
  readonly cursor?: string;
}

/**
 * Reads the rows of entities and turns them into items. Of several rows with the same key, over all entities
 * of a table, the first becomes the item and the others are rejected; `run`, `plan` and `verify` all read
 * through here, so that they agree about every row.
 */
export class EntityReader {
  private readonly seen = new Map<string, KeySet>();

  constructor(private readonly settings: ReaderSettings) {}

  /** The table that an entity goes to. */
  table(entity: Entity): TargetTable {
    return this.settings.target.tables[entity.to] as TargetTable;
  }

  /** For messages: where an entity's rows are. */
  describe(entity: Entity): string {
    return this.settings.source.describe(entity.from);
  }

  /** An entity's rows in chunks, in the source's order. */
  read(entity: Entity, reading?: Reading): ReadStream {
    const { compile, env, source } = this.settings;
    const transform = makeTransform(entity, this.table(entity), env, compile);
    return new ReadStream(source.rows(entity.from, reading), (row) =>
      transform(row).map((outcome) => this.withoutDuplicates(entity, outcome)),
    );
  }

  private withoutDuplicates(entity: Entity, outcome: Outcome): Outcome {
    if (outcome.kind !== "item" || this.keysOf(entity.to).add(outcome.key)) return outcome;
    const key = JSON.stringify(
      keyForPeople(
        outcome.item,
        keyAttributes(this.table(entity)).map((attribute) => attribute.name),
      ),
    );
    const message = `an earlier item has the key ${key}; the first one is kept`;
    return { kind: "rejected", rejection: { code: "duplicate-key", message } };
  }

  private keysOf(table: string): KeySet {
    const keys = this.seen.get(table) ?? new KeySet();
    this.seen.set(table, keys);
    return keys;
  }
}

/** The rows of an entity with what they became. */
export class ReadStream implements AsyncIterable<ReadChunk> {
  constructor(
    private readonly rows: RowStream,
    private readonly transform: Transform,
  ) {}

  get fractionRead(): number | undefined {
    return this.rows.fractionRead;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ReadChunk> {
    for await (const { rows, ...chunk } of this.rows) {
      yield {
        ...chunk,
        rows: rows.map((row) => ({ number: row.number, value: row.value, outcomes: this.outcomes(row) })),
      };
    }
  }

  private outcomes({ value, broken }: SourceRow): readonly Outcome[] {
    if (broken === undefined) return this.transform(value);
    return [{ kind: "rejected", rejection: { code: "unreadable-row", message: broken } }];
  }
}
