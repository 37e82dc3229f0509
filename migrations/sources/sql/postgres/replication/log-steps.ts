import type { LogStep, RowChange } from "../../../change-log";
import type { Lsn } from "./lsn";
import {
  type LogCell,
  type OldTuple,
  parsePgoutput,
  type PgoutputMessage,
  type RelationMessage,
} from "./pgoutput-message";
import { differenceOf, RelationRows } from "./relation-rows";
import { tableChanged } from "./table-changed";
import type { WatchedTables } from "./watched-tables";

/** Changes in one step, so that a large transaction does not come as one list. */
const changesPerStep = 1000;

/** A part of a transaction, or its whole. */
export interface TransactionStep extends Omit<LogStep, "position"> {
  /** Number of the transaction, without its epoch. */
  readonly xid: number;
  /** The position after the transaction, with its last step. */
  readonly endLsn: Lsn | undefined;
}

type RowMessage = Extract<PgoutputMessage, { type: "insert" | "update" | "delete" }>;

/** Turns messages of pgoutput, one after the other, into steps. Each decoding names its tables again: one object each. */
export class LogSteps {
  private readonly relations = new Map<number, readonly RelationRows[]>();
  private transaction: { readonly xid: number; readonly committedAt: Date } | undefined;
  private changes: RowChange[] = [];

  constructor(private readonly tables: WatchedTables) {}

  /**
   * Takes the next message. @returns the step that it completes
   * @throws UnreachableError `log-table-changed`, Error if the message is malformed
   */
  async take(bytes: Buffer): Promise<TransactionStep | undefined> {
    const message = parsePgoutput(bytes);
    switch (message.type) {
      case "begin":
        this.transaction = { xid: message.xid, committedAt: message.committedAt };
        return undefined;
      case "commit":
        return this.step(message.endLsn);
      case "relation":
        this.relations.set(message.oid, await this.relationRows(message));
        return undefined;
      case "truncate":
        return this.refuseTruncate(message.oids);
      case "insert":
      case "update":
      case "delete":
        this.changes.push(...this.changesOf(message));
        return this.changes.length >= changesPerStep ? this.step(undefined) : undefined;
      default:
        return undefined;
    }
  }

  private step(endLsn: Lsn | undefined): TransactionStep {
    const { transaction, changes } = this;
    if (!transaction) throw new Error("pgoutput sent a change outside of a transaction");
    this.changes = [];
    if (endLsn !== undefined) this.transaction = undefined;
    return { ...transaction, changes, endLsn };
  }

  private async relationRows(relation: RelationMessage): Promise<readonly RelationRows[]> {
    const watched = await this.tables.rowsOf(relation.oid);
    if (!watched) return [];
    const { layout, rows } = watched;
    const difference = differenceOf(relation, layout);
    const entities = rows.map(({ entity }) => entity);
    if (difference !== undefined) throw tableChanged(layout.shown, { what: difference }, entities);
    if (`${relation.schema}.${relation.table}` !== layout.shown)
      throw tableChanged(
        layout.shown,
        { what: `its former name ${relation.schema}.${relation.table}` },
        entities,
      );
    return rows.map((one) => new RelationRows(relation, one));
  }

  private async refuseTruncate(oids: readonly number[]): Promise<undefined> {
    for (const oid of oids) {
      const watched = await this.tables.rowsOf(oid);
      if (!watched) continue;
      const entities = watched.rows.map(({ entity }) => entity);
      throw tableChanged(watched.layout.shown, { what: "TRUNCATE" }, entities);
    }
    return undefined;
  }

  private changesOf(message: RowMessage): readonly RowChange[] {
    if (!this.transaction) throw new Error("pgoutput sent a change outside of a transaction");
    const relations = this.relations.get(message.oid);
    if (!relations) throw new Error(`pgoutput did not name the table ${message.oid}`);
    return relations.flatMap((rows) => changesIn(rows, message));
  }
}

function changesIn(rows: RelationRows, message: RowMessage): readonly RowChange[] {
  switch (message.type) {
    case "insert":
      return change(rows, "insert", rows.key(message.after));
    case "delete":
      return change(rows, "delete", rows.key(message.before.cells), message.before);
    case "update":
      return updatesIn(rows, message.after, message.before);
  }
}

function updatesIn(
  rows: RelationRows,
  after: readonly LogCell[],
  before: OldTuple | undefined,
): readonly RowChange[] {
  const key = rows.key(after, before?.cells);
  const keyBefore = before ? rows.key(before.cells) : key;
  if (keyBefore === key) return change(rows, "update", key, before);
  return [...change(rows, "delete", keyBefore, before), ...change(rows, "insert", key)];
}

function change(
  rows: RelationRows,
  kind: RowChange["kind"],
  key: string | undefined,
  old?: OldTuple,
): readonly RowChange[] {
  if (key === undefined) return [];
  const { entity, table } = rows.watched;
  const before = old && rows.before(old);
  return [{ entity, kind, key, written: `${table.shown} ${key}`, ...(before !== undefined && { before }) }];
}
