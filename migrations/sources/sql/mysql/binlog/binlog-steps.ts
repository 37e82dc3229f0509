import { UnreachableError } from "../../../../errors";
import { EntityFault } from "../../../../entity-fault";
import { reloadOrStartOver } from "../../../start-over";
import type { LogStep, RowChange } from "../../../change-log";
import { changesIn, isRowsEvent } from "./binlog-changes";
import { type BinlogPosition, comparePositions, positionText } from "./binlog-position";
import type { BinlogTable } from "./binlog-tables";
import { tableChangedBy } from "./followed-statement";
import type { BinlogEvent } from "./zongji-driver";

/** Changes in a step. */
const maxChanges = 1000;
/** Events after which a step ends at the next commit, so that the position advances while events keep arriving. */
const maxEvents = 500;

const starts = new Set(["Gtid", "AnonymousGtid"]);

/** Collects the events of a binlog into steps. */
export class BinlogSteps {
  private changes: RowChange[] = [];
  private position: BinlogPosition;
  private committedAt: Date | undefined;
  /** Whether the events are within a transaction. */
  private isWithin = false;
  private isMoved = false;
  /** Events since the last step with a position. */
  private events = 0;

  /** @param shown the database, for messages */
  constructor(
    start: BinlogPosition,
    private readonly tables: readonly BinlogTable[],
    private readonly shown: string,
  ) {
    this.position = start;
  }

  /** Whether a step can be taken although more events have arrived. */
  get isFull(): boolean {
    return this.changes.length >= maxChanges || (this.isPending && this.events >= maxEvents);
  }

  /** Whether there is something to return while no more events have arrived. */
  get isPending(): boolean {
    return !this.isWithin && (this.isMoved || this.changes.length > 0);
  }

  /** Takes what was collected. Without a position within a transaction. */
  take(): LogStep {
    const { changes, committedAt } = this;
    this.changes = [];
    if (this.isWithin) return { changes };
    this.isMoved = false;
    this.events = 0;
    return { changes, position: positionText(this.position), ...(committedAt && { committedAt }) };
  }

  /** @throws EntityFault `log-table-changed`; what was collected before is still there */
  add(event: BinlogEvent): void {
    this.events++;
    const type = event.getTypeName();
    if (isRowsEvent(event)) this.addRows(event);
    else if (type === "MariadbGtid") this.isWithin = true;
    else if (starts.has(type)) this.isWithin = true;
    else if (type === "Query") this.addQuery(event);
    else if (type === "Xid" || type === "XaPrepare") this.commit(event);
    else if (type === "Rotate")
      this.moveTo({ ...this.position, file: event.binlogName ?? "", offset: Number(event.position) });
    else if (type === "Heartbeat")
      this.moveTo({
        ...this.position,
        file: event.binlogName ?? this.position.file,
        offset: Number(event.position ?? event.nextPosition),
      });
    else if (type !== "TableMap" && !this.isWithin)
      this.moveTo({ ...this.position, offset: event.nextPosition });
  }

  private addRows(event: BinlogEvent): void {
    const entry = event.tableMap?.[event.tableId ?? -1];
    const table = this.tables.find(
      ({ schema, name }) => schema === entry?.parentSchema && name === entry.tableName,
    );
    if (!table) return;
    this.changes.push(...changesIn(event, table));
    this.committedAt = new Date(event.timestamp);
  }

  private addQuery(event: BinlogEvent): void {
    const statement = (event.query ?? "").trim();
    if (/^(BEGIN|XA START\b.*)$/i.test(statement)) {
      this.isWithin = true;
      return;
    }
    if (/^(COMMIT|ROLLBACK|XA (COMMIT|ROLLBACK)\b.*)$/is.test(statement)) {
      this.commit(event);
      return;
    }
    const table = tableChangedBy(statement, event.schema ?? "", this.tables);
    if (table) throw this.unfollowable(table, statement);
    if (
      this.isWithin &&
      /^(SAVEPOINT|ROLLBACK TO|RELEASE|INSERT|UPDATE|DELETE|REPLACE|LOAD|XA END)\b/i.test(statement)
    )
      return;
    this.commit(event);
  }

  private unfollowable({ schema, name, readers }: BinlogTable, statement: string): EntityFault {
    // A step that ends before the statement can be taken, with the position before it.
    this.isWithin = false;
    const said = statement.replace(/\s+/g, " ").slice(0, 100);
    const message = `${this.shown}: ${said} on ${schema}.${name} cannot be followed; ${reloadOrStartOver}`;
    const entities = readers.map(({ entity }) => entity);
    return new EntityFault(entities, new UnreachableError("log-table-changed", message));
  }

  private commit(event: BinlogEvent): void {
    this.isWithin = false;
    if (event.timestamp > 0) this.committedAt = new Date(event.timestamp);
    this.moveTo({ ...this.position, offset: event.nextPosition });
  }

  /** Events that the server makes up have the position 0, or one that was passed. */
  private moveTo(position: BinlogPosition): void {
    if (this.isWithin || position.offset === 0) return;
    if (comparePositions(position, this.position) <= 0) return;
    this.position = position;
    this.isMoved = true;
  }
}
