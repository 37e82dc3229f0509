import {
  cutover,
  type Cutover,
  DynamoDbControl,
  DynamoDbLedger,
  type EntityStats,
} from "cdktf-dynamodb/cutover";
import { HistoryRepository } from "../repositories/history";
import { ProblemRepository } from "../repositories/problems";
import {
  DynamoDbRateLimiter,
  MovingRateLimiter,
  MysqlRateLimiter,
  type RateLimiter,
} from "../repositories/rate-limiter";
import type { Stored } from "../repositories/stored";
import { UsageRepository } from "../repositories/usage";
import { UserRepository } from "../repositories/users";
import { type Entity, type Opened, openStores } from "./stores";

/** AlgoItny's data. The phase of the cutover says which store a repository reads and writes. */
export class Repositories {
  readonly users: UserRepository;
  readonly problems: ProblemRepository;
  readonly history: HistoryRepository;
  readonly usage: UsageRepository;
  readonly limiter: RateLimiter;

  private constructor(
    private readonly opened: Opened,
    private readonly live: Cutover,
  ) {
    const { pool, client, stores } = opened;
    this.users = new UserRepository(this.stored("users"));
    this.problems = new ProblemRepository(this.stored("problems"));
    this.history = new HistoryRepository(this.stored("history"));
    this.usage = new UsageRepository(this.stored("usage"));
    const table = stores.limits.mapping.table.name;
    const [old, tables] = [new MysqlRateLimiter(pool), new DynamoDbRateLimiter(client, table)];
    this.limiter = new MovingRateLimiter(live.entity("limits"), old, tables);
  }

  /** @throws Error if a variable is not set, or the control cannot be read */
  static async open(environment: NodeJS.ProcessEnv): Promise<Repositories> {
    const opened = await openStores(environment);
    const { client, stores } = opened;
    const live = await cutover({
      control: new DynamoDbControl({ table: variable(environment, "CUTOVER_CONTROL_TABLE"), client }),
      ledger: new DynamoDbLedger({ table: variable(environment, "CUTOVER_LEDGER_TABLE"), client }),
      entities: stores,
      pollMilliseconds: Number(environment["CUTOVER_POLL_MS"] ?? 5000),
      metrics: console.log,
      onEvent: ({ kind, message }) => console.error(`${kind}: ${message}`),
    });
    return new Repositories(opened, live);
  }

  /** The phase and the counters of each entity in this process. */
  status(): Record<string, EntityStats> {
    return Object.fromEntries(this.live.stats());
  }

  async close(): Promise<void> {
    await this.live.close();
    await this.opened.pool.end();
    this.opened.client.destroy();
  }

  private stored<Row extends object>(entity: Entity): Stored<Row> {
    const { pool, client, stores } = this.opened;
    return { ...stores[entity], records: this.live.entity<Row>(entity), pool, client };
  }
}

function variable(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (value === undefined) throw new Error(`set ${name}; dynamodb-migrate env prints it`);
  return value;
}
