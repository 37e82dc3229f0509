import type { EventEmitter } from "node:events";
import type { MysqlSettings } from "../mysql-driver";

/** As much of @vlasky/zongji as is needed here; its own types are not, so that it need not be installed. */
export type ZongJiDriver = new (settings: ZongJiSettings) => ZongJi;

/** How its connections are made, and how it decodes dates. */
export interface ZongJiSettings extends MysqlSettings {
  dateStrings: boolean;
  timezone: string;
}

/** A reader of a binlog. Emits `ready`, `binlog` with a {@link BinlogEvent}, `error` and `stopped`. */
export interface ZongJi extends EventEmitter {
  /** The connection that the events come by; `null` after it was stopped. */
  readonly connection: BinlogConnection | null;
  start(options: ZongJiOptions): void;
  /** Closes both connections and ends the server's thread. */
  stop(): void;
}

/** Where it starts, and the tables whose rows it decodes. */
export interface ZongJiOptions {
  serverId: number;
  filename: string;
  position: number;
  includeSchema: Record<string, string[]>;
}

/** The connection of mysql2 that events come by. */
export interface BinlogConnection {
  query(sql: string): unknown;
  addCommand(command: EventEmitter): unknown;
  pause(): void;
  resume(): void;
}

/** The values of a row by the names of its columns. */
export type BinlogRow = Readonly<Record<string, unknown>>;

/** An event of the binlog. Which of the properties exist depends on its type. */
export interface BinlogEvent {
  getTypeName(): string;
  /** Milliseconds. */
  readonly timestamp: number;
  /** The position after it in the file; 0 for events within a transaction of MariaDB, and for artificial ones. */
  readonly nextPosition: number;
  /** Of Rotate and Heartbeat. */
  readonly binlogName?: string;
  readonly position?: number;
  /** Of MariadbGtid: whether the group has one event and no commit. */
  readonly standalone?: boolean;
  /** Of Query. */
  readonly query?: string;
  readonly schema?: string;
  /** Of row events. */
  readonly tableId?: number;
  readonly tableMap?: Readonly<Record<number, { readonly parentSchema: string; readonly tableName: string }>>;
  readonly rows?: readonly (BinlogRow | { readonly before: BinlogRow; readonly after: BinlogRow })[];
}
