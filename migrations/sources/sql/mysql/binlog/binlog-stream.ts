import type { EventEmitter } from "node:events";
import { EventQueue } from "./event-queue";
import type { BinlogPosition } from "./binlog-position";
import type { BinlogTable } from "./binlog-tables";
import type { BinlogEvent, ZongJi, ZongJiDriver, ZongJiSettings } from "./zongji-driver";

/** How often the server says that nothing was written. */
const heartbeatNs = 5_000_000_000;

/** The events of a binlog as they are written. */
export class BinlogStream {
  private readonly queue: EventQueue;
  private isStopped = false;

  private constructor(private readonly zongji: ZongJi) {
    this.queue = new EventQueue({
      pause: () => zongji.connection?.pause(),
      resume: () => zongji.connection?.resume(),
    });
    zongji.on("binlog", (event: BinlogEvent) => this.queue.add(event));
    zongji.on("error", (error: Error) => this.queue.end(error));
    zongji.on("ready", () => this.prepare());
  }

  /**
   * @param tables whose rows are decoded
   * @param serverId by which the server knows this reader; see `replicaId`
   */
  static open(
    driver: ZongJiDriver,
    settings: ZongJiSettings,
    { file, offset }: BinlogPosition,
    tables: readonly BinlogTable[],
    serverId: number,
  ): BinlogStream {
    const stream = new BinlogStream(new driver(settings));
    const includeSchema: Record<string, string[]> = {};
    for (const { schema, name } of tables)
      includeSchema[schema] = [
        ...((Object.hasOwn(includeSchema, schema) && includeSchema[schema]) || []),
        name,
      ];
    stream.zongji.start({
      serverId,
      filename: file,
      position: offset,
      includeSchema,
    });
    return stream;
  }

  get isEmpty(): boolean {
    return this.queue.isEmpty;
  }

  /** The next event. `undefined` after {@link stop}. @throws the error of the connection, after the events before it */
  take(): Promise<BinlogEvent | undefined> {
    return this.queue.take();
  }

  /** Lets waiting readers end. */
  end(): void {
    this.queue.end();
  }

  /** Closes the connections, and the server's thread. */
  async stop(): Promise<void> {
    if (this.isStopped) return;
    this.isStopped = true;
    this.queue.end();
    const stopped = new Promise((resolve) => this.zongji.once("stopped", resolve));
    this.zongji.stop();
    await stopped;
  }

  /** Before the stream starts: asks for heartbeats, and listens for errors that the driver tells only its command. */
  private prepare(): void {
    const { connection } = this.zongji;
    if (!connection) return;
    connection.query(`SET @master_heartbeat_period = ${heartbeatNs}`);
    const add = connection.addCommand.bind(connection);
    connection.addCommand = (command: EventEmitter) => {
      command.on("error", (error: Error) => this.queue.end(error));
      command.on("eof", () =>
        this.queue.end(
          Object.assign(new Error("the server ended the log"), { code: "PROTOCOL_CONNECTION_LOST" }),
        ),
      );
      return add(command);
    };
  }
}
