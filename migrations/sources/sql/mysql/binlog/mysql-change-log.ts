import { messageOf, RunnerError, UnreachableError } from "../../../../errors";
import { EntityFault } from "../../../../entity-fault";
import { reloadOrStartOver, startOver } from "../../../start-over";
import type {
  ChangeLog,
  LogPosition,
  LogProblem,
  LogState,
  LogStep,
  WatchedEntity,
} from "../../../change-log";
import { SharedSession } from "../../shared-session";
import type { MysqlConnection } from "../mysql-connection";
import { comparePositions, fileNumber, parsePosition, positionText } from "./binlog-position";
import { beginOfFollowing, type BinlogServer, describeServer, endOfLog, textsOf } from "./binlog-server";
import { BinlogSteps } from "./binlog-steps";
import { BinlogStream } from "./binlog-stream";
import { type BinlogTable, findBinlogTables } from "./binlog-tables";
import { checkBinlog } from "./check-binlog";
import { replicaId, takenIds } from "./replica-id";
import { RowLocks } from "./row-locks";
import type { ZongJiDriver, ZongJiSettings } from "./zongji-driver";

/** How a change log reaches its server. */
export interface BinlogAccess {
  /** The database, for messages. */
  readonly shown: string;
  connect(view: "snapshot" | "committed"): Promise<MysqlConnection>;
  loadZongJi(): Promise<ZongJiDriver>;
  readonly settings: ZongJiSettings;
  /** An error of a connection, with what to check. */
  explained(error: Error): Error;
}

/** Messages of a server that no longer has the position, or never had. */
const lostPosition =
  /could not find (first )?log|purged|impossible position|position > file size|beyond|not found in/i;
const undecodable = /Insufficient permissions to access|column metadata|schema|TableMap/i;

/** The binlog of MySQL or MariaDB, read as a replica does. */
export class MysqlChangeLog implements ChangeLog {
  private readonly shared: SharedSession<MysqlConnection>;
  private server: BinlogServer | undefined;
  private locks: { readonly connection: MysqlConnection; readonly rows: RowLocks } | undefined;
  private readonly streams = new Set<BinlogStream>();

  constructor(
    private readonly access: BinlogAccess,
    private readonly watched: readonly WatchedEntity[],
  ) {
    this.shared = new SharedSession(() => access.connect("committed"));
  }

  async check(copySeconds?: () => Promise<number | undefined>): Promise<readonly LogProblem[]> {
    const { watched } = this;
    const { shown } = this.access;
    return this.shared.ask(async (connection) =>
      checkBinlog(connection, { server: await this.serverOf(connection), watched, shown, copySeconds }),
    );
  }

  async begin(): Promise<LogPosition> {
    const [server, { tables }] = await this.shared.ask(async (connection) => [
      await this.serverOf(connection),
      await findBinlogTables(connection, this.watched),
    ]);
    const connection = await this.access.connect(server.isMariaDb ? "snapshot" : "committed");
    try {
      return positionText(await beginOfFollowing(connection, server, tables));
    } finally {
      await connection.close(true);
    }
  }

  /** MySQL tells the position of a snapshot only while its tables are locked. */
  async passivePosition(): Promise<LogPosition | undefined> {
    const { isMariaDb } = await this.shared.ask((connection) => this.serverOf(connection));
    return isMariaDb ? this.begin() : undefined;
  }

  async *changes(
    from: LogPosition,
    signal: AbortSignal,
    except: ReadonlySet<string> = new Set(),
  ): AsyncGenerator<LogStep> {
    const start = parsePosition(from);
    const watched = this.watched.filter(({ entity }) => !except.has(entity));
    const [tables, taken] = await this.shared.ask(async (connection) => [
      await this.tablesAt(connection, start.server, watched),
      await takenIds(connection, await this.serverOf(connection)),
    ]);
    const driver = await this.access.loadZongJi();
    const stream = BinlogStream.open(driver, this.access.settings, start, tables, replicaId(taken));
    this.streams.add(stream);
    const end = () => stream.end();
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    try {
      yield* this.steps(stream, new BinlogSteps(start, tables, this.access.shown), signal);
    } finally {
      signal.removeEventListener("abort", end);
      this.streams.delete(stream);
      await stream.stop();
    }
  }

  async held(written: readonly string[]): Promise<ReadonlySet<string>> {
    return this.shared.ask(async (connection) => {
      if (this.locks?.connection !== connection) {
        const { isMariaDb } = await this.serverOf(connection);
        const { tables } = await findBinlogTables(connection, this.watched);
        this.locks = { connection, rows: new RowLocks(connection, tables, isMariaDb) };
      }
      return this.locks.rows.held(written);
    });
  }

  async end(): Promise<LogPosition> {
    return this.shared.ask(async (connection) =>
      positionText(await endOfLog(connection, await this.serverOf(connection))),
    );
  }

  isReached(position: LogPosition, target: LogPosition): boolean {
    return comparePositions(parsePosition(position), parsePosition(target)) >= 0;
  }

  /** The server discards its log by age and size, not by what was read. */
  async settled(): Promise<void> {}

  async state(position: LogPosition): Promise<LogState> {
    const { file, offset } = parsePosition(position);
    const logs = await this.shared.ask((connection) => textsOf(connection, "SHOW BINARY LOGS"));
    const later = logs.filter(([name = ""]) => fileNumber(name) >= fileNumber(file));
    const bytes = later.reduce((sum, [, size]) => sum + Number(size), 0) - offset;
    const isThere = later.some(([name]) => name === file);
    return {
      bytesBehind: isThere ? Math.max(0, bytes) : undefined,
      notes: isThere ? [] : [`${this.access.shown} no longer has the log after ${file}`],
    };
  }

  remove(): Promise<readonly string[]> {
    return Promise.resolve([]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.streams].map((stream) => stream.stop()));
    await this.shared.close(true);
  }

  private async *steps(
    stream: BinlogStream,
    steps: BinlogSteps,
    signal: AbortSignal,
  ): AsyncGenerator<LogStep> {
    for (;;) {
      if (stream.isEmpty && steps.isPending) yield steps.take();
      let failure: Error | undefined;
      try {
        const event = await stream.take();
        if (event === undefined) return;
        steps.add(event);
      } catch (error) {
        failure = this.explained(error as Error);
      }
      if (signal.aborted) return;
      if (failure ? steps.isPending : steps.isFull) yield steps.take();
      if (failure) throw failure;
    }
  }

  private async tablesAt(
    connection: MysqlConnection,
    server: string,
    watched: readonly WatchedEntity[],
  ): Promise<readonly BinlogTable[]> {
    const { settings } = await this.serverOf(connection);
    if (settings.get("server_id") !== server)
      throw this.lost(`the position is of the server ${server}, and this is ${settings.get("server_id")}`);
    const { tables, missing } = await findBinlogTables(connection, watched);
    const [first] = missing;
    if (first) throw new EntityFault([first.entity], this.changed(first.message));
    return tables;
  }

  private async serverOf(connection: MysqlConnection): Promise<BinlogServer> {
    return (this.server ??= await describeServer(connection));
  }

  private explained(error: Error): Error {
    if (error instanceof RunnerError) return error;
    const said = messageOf(error);
    const { errno } = error as { errno?: number };
    if (errno === 1236 && lostPosition.test(said)) return this.lost(said);
    if (errno === undefined && undecodable.test(said)) return this.changed(said);
    return this.access.explained(error);
  }

  private changed(why: string): UnreachableError {
    return new UnreachableError(
      "log-table-changed",
      `${this.access.shown}: a followed table was changed (${why}); ${reloadOrStartOver}`,
    );
  }

  private lost(why: string): UnreachableError {
    return new UnreachableError("log-lost", `${this.access.shown}: ${why}; ${startOver}`);
  }
}
