import { join } from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type Cutover,
  cutover,
  DynamoDbControl,
  DynamoDbLedger,
  type EntityStats,
  FileControl,
  FileLedger,
  fromEnvironment,
  type ReadOverride,
} from "cdktf-dynamodb/cutover";
import type { Page } from "./page";
import { clientFor, dataFolder, openStores, type Stores } from "./stores";

/** The cache's state in this process. */
export interface CacheStatus extends EntityStats {
  /** The variable that chooses the reads of this process, such as `DYNAMODB_MIGRATION_PCT=10`. */
  readonly override?: string;
}

/** The pages by their URLs, in SQLite and DynamoDB: the phase of the cutover decides which of them is read and written. */
export class PageCache {
  private constructor(
    private readonly stores: Stores,
    private readonly live: Cutover,
    private readonly override: ReadOverride | undefined,
  ) {}

  /** @throws CutoverError if a `FORCE_…` variable would change which store has the authority */
  static async open(environment: NodeJS.ProcessEnv): Promise<PageCache> {
    const client = clientFor(environment);
    const stores = await openStores(environment, client);
    const override = fromEnvironment(
      { percent: "DYNAMODB_MIGRATION_PCT", forceNew: "FORCE_DYNAMODB", forceOld: "FORCE_SQLITE" },
      environment,
    );
    const live = await cutover({
      ...controlIn(environment, client),
      entities: { page: stores },
      ...(override && { override }),
      ...pollingIn(environment),
      onEvent: ({ kind, message }) => console.error(`${kind}: ${message}`),
    });
    return new PageCache(stores, live, override);
  }

  get(url: string): Promise<Page | undefined> {
    return this.pages.get(url);
  }

  /**
   * Rejects a page that DynamoDB cannot store in every phase, so that the copy of all pages finds none.
   *
   * @throws MappingError before anything is written
   */
  async put(page: Page): Promise<void> {
    this.stores.mapping.itemsOf({ ...page });
    await this.pages.put(page);
  }

  delete(url: string): Promise<void> {
    return this.pages.delete(url);
  }

  status(): CacheStatus {
    const stats = this.live.stats().get("page") as EntityStats;
    return { ...stats, ...(this.override && { override: this.override.source }) };
  }

  close(): Promise<void> {
    return this.live.close();
  }

  private get pages() {
    return this.live.entity<Page>("page");
  }
}

/** Two tables of DynamoDB; on one machine, a file and a folder beside the data. */
function controlIn(environment: NodeJS.ProcessEnv, client: DynamoDBClient) {
  const control = environment["CUTOVER_CONTROL_TABLE"];
  const ledger = environment["CUTOVER_LEDGER_TABLE"];
  if (control !== undefined && ledger !== undefined)
    return {
      control: new DynamoDbControl({ table: control, client }),
      ledger: new DynamoDbLedger({ table: ledger, client }),
    };
  const folder = dataFolder(environment);
  return {
    control: new FileControl(join(folder, "cutover.json")),
    ledger: new FileLedger(join(folder, "cutover-ledger")),
    startWithout: "old" as const,
  };
}

function pollingIn(environment: NodeJS.ProcessEnv) {
  const poll = environment["CUTOVER_POLL_MS"];
  const lease = environment["CUTOVER_LEASE_MS"];
  return {
    ...(poll !== undefined && { pollMilliseconds: Number(poll) }),
    ...(lease !== undefined && { leaseMilliseconds: Number(lease) }),
  };
}
