import { cursorOf } from "../../key-cursor";
import type { RowKey } from "../../../change-log";
import type { RowValue } from "../../../../items/row";
import { type LogCell, type OldTuple, type RelationMessage, unchanged } from "./pgoutput-message";
import { lengthOnlyTypes, type TableLayout } from "./table-layout";
import type { WatchedRows } from "./watched-rows";

/** Reads the rows of one table in the log, whose columns may come in another order than those of the layout. */
export class RelationRows {
  private readonly places: ReadonlyMap<string, number>;
  private readonly keyPlaces: readonly number[];

  constructor(
    relation: RelationMessage,
    readonly watched: WatchedRows,
  ) {
    this.places = new Map(relation.columns.map(({ name }, index) => [name, index]));
    this.keyPlaces = watched.keyColumns.map((name) => this.places.get(name) ?? -1);
  }

  /**
   * The key of the entity's row.
   * @param fallback cells of the row before, for values that an update did not change
   * @returns `undefined` if the row leads to none: the entity is a query, and the value is NULL
   */
  key(cells: readonly LogCell[], fallback: readonly LogCell[] = []): RowKey | undefined {
    const values: (string | null)[] = [];
    for (const [index, place] of this.keyPlaces.entries()) {
      const cell = cells[place] === unchanged ? fallback[place] : cells[place];
      if (cell === undefined) return undefined;
      if (cell === null) {
        if (this.watched.types !== undefined) return undefined;
        values.push(null);
        continue;
      }
      if (cell === unchanged) throw new Error(`the log has no value of ${this.watched.keyColumns[index]}`);
      values.push((this.watched.keyTexts[index] as (text: string) => string)(cell));
    }
    return cursorOf(values);
  }

  /** The values that a reading would have returned, if the log has the whole row. */
  before({ isWhole, cells }: OldTuple): RowValue | undefined {
    const { decoders } = this.watched;
    if (!isWhole || !decoders) return undefined;
    const values: [string, RowValue][] = [];
    for (const [name, place] of this.places) {
      const cell = cells[place];
      const decode = decoders.get(name);
      if (cell === null) values.push([name, null]);
      else if (typeof cell === "string" && decode) pushDecoded(values, name, () => decode(cell));
    }
    return Object.fromEntries(values);
  }
}

/** A value that no attribute can hold is omitted: a reading rejects its row. */
function pushDecoded(values: [string, RowValue][], name: string, decode: () => RowValue): void {
  try {
    values.push([name, decode()]);
  } catch {
    // A reading of this row is malformed, too.
  }
}

/** What of a table was not as its layout says when its rows were written, for a message; `undefined` if nothing. */
export function differenceOf(relation: RelationMessage, layout: TableLayout): string | undefined {
  const logged = new Map(relation.columns.map((column) => [column.name, column]));
  for (const { name, typeOid, typeModifier } of layout.columns) {
    const then = logged.get(name);
    if (!then) return `a change of its columns (it had no "${name}" before)`;
    if (then.typeOid !== typeOid) return `a change of the type of "${name}"`;
    if (then.typeModifier !== typeModifier && !lengthOnlyTypes.includes(typeOid))
      return `a change of the type of "${name}"`;
  }
  const extra = relation.columns.find(({ name }) => !layout.columns.some((column) => column.name === name));
  if (extra) return `a change of its columns ("${extra.name}" is another one)`;
  return relation.replicaIdentity === layout.replicaIdentity ? undefined : "a change of its replica identity";
}
