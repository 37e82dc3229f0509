import { resolve } from "node:path";
import { anySignal } from "../any-signal";
import type { RunOptions } from "../cli/actions/run";
import type { ProcessContext } from "../cli/process-context";
import { processFunctions, processPlace } from "../cli/this-process";
import { defaultRunFolder } from "../cli/options/run-folder-option";
import { connect } from "../cli/wiring/dynamodb";
import { makeSource } from "../cli/wiring/make-source";
import type { Migration } from "../cli/wiring/open-migration";
import { readRate } from "../cli/wiring/read-rate";
import { makeObserver } from "../cli/output/progress";
import { ScratchFolder } from "../cli/wiring/scratch-folder";
import type { Definition } from "../definition/definition";
import { preflight } from "../definition/preflight";
import { TableScan } from "../dynamodb/reader/table-scan";
import type { Target } from "../items/target-table";
import type { Compile } from "../mapping/expression";
import type { FollowProgress, FollowResult } from "../pipeline/follow/follow-progress";
import { checkFirstRows } from "../pipeline/read/first-rows";
import type { RollbackResult } from "../pipeline/rollback/rollback";
import type { ConflictPolicy } from "../pipeline/run/entity-run";
import type { RunResult } from "../pipeline/run/run-result";
import type { Difference } from "../pipeline/verify/difference";
import type { MaxDeletes } from "../pipeline/sync/max-deletes";
import type { SyncResult } from "../pipeline/sync/sync-result";
import { type TableVerification, verifyMigration } from "../pipeline/verify/verify";
import type { Source } from "../sources/source";

/** What a {@link Migrator} moves, and where to. */
export interface MigratorSettings {
  /** See `loadDefinition`. */
  readonly definition: Definition;
  /** See `readOutputs`. */
  readonly target: Target;
  /** Where the rows come from. @default what the definition names, relative to the current folder */
  readonly source?: Source;
  /** Compiles the definition's expressions; see `loadCel`. */
  readonly compile: Compile;
  /** Region of the tables. @default that of the outputs */
  readonly region?: string;
  /** Endpoint of DynamoDB, for emulators. @default `AWS_ENDPOINT_URL_DYNAMODB`, else that of the region */
  readonly endpoint?: string;
  /** Folder in which runs are kept. @default `.dynamodb-migrate` */
  readonly runFolder?: string;
  /**
   * Variables that expressions, endpoints and proxies are read from. Credentials are looked for where the AWS SDK looks.
   *
   * @default those of the process
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with each message for people, such as retries. @default none */
  readonly onMessage?: (message: string) => void;
  /** Stops what is in progress: requests in flight are finished, and the checkpoint is saved. */
  readonly signal?: AbortSignal;
}

/** How to move the rows. */
export interface MoveOptions {
  /** Write units per second of each table and of each of its indexes. @default no limit */
  readonly rate?: number;
  /** What to do with items that exist. @default the tables must be empty */
  readonly onConflict?: ConflictPolicy;
  /** Entities to move. @default all */
  readonly entities?: readonly string[];
  /** Rows of each entity to read. @default all */
  readonly limit?: number;
  /** Resumes an interrupted run: `true` for the latest, or its name. @default a new run is started */
  readonly resume?: boolean | string;
  /** Items per request, 1 to 25. @default 25 */
  readonly batchSize?: number;
  /** Maximum requests in flight. @default 32 */
  readonly concurrency?: number;
  /** Whether to keep a journal, which rollback needs. @default true */
  readonly journal?: boolean;
  /**
   * Whether `follow` is to carry over what is written to the source from now on: the position in its log is taken before the
   * first row is read. @default false
   */
  readonly follow?: boolean;
}

/** How to write what has changed in the source. */
export interface SyncChangesOptions {
  /** Whether to delete the items that the source no longer has, if they still are as the last run left them. @default false */
  readonly delete?: boolean;
  /** How many of a table's items may be deleted; if more have vanished, none is. @default 1 % */
  readonly maxDeletes?: MaxDeletes;
  /** What to do with items that another client has changed since. @default "fail": their rows are rejected */
  readonly onConflict?: ConflictPolicy;
  /** Write units per second of each table and of each of its indexes. @default no limit */
  readonly rate?: number;
  /** Entities to read. @default all */
  readonly entities?: readonly string[];
  /** Only finds what would be written and deleted. @default false */
  readonly dryRun?: boolean;
  /** Resumes an interrupted sync: `true` for the latest, or its name. @default a new one is started */
  readonly resume?: boolean | string;
}

/** How to carry changes over. */
export interface FollowChangesOptions {
  /** Name of the run to follow. @default the latest one that can be followed */
  readonly run?: string;
  /** Stops at this position of the log, or at its end of now. @default until `signal` of the settings aborts */
  readonly until?: "caught-up" | (string & {});
  /** Write units per second of each table. @default no limit */
  readonly rate?: number;
  /** What to do about a row that cannot become an item, or an entity that cannot be followed any further. @default "log" */
  readonly onError?: "log" | "stop" | "suspend-entity";
  /** Called some times per second. */
  readonly onProgress?: (progress: FollowProgress) => void;
}

/**
 * Runs, follows, syncs, verifies and rolls back a migration from a program, as the command line does: with a run folder, a lock, a
 * checkpoint, a journal, retries and a rate limit.
 */
export class Migrator {
  private readonly migration: Migration;
  private readonly context: ProcessContext;
  private readonly isQuiet: boolean;
  private readonly options: {
    readonly runFolder: string;
    readonly region?: string;
    readonly endpoint?: string;
  };

  /** @throws FileError if the definition does not fit the tables */
  constructor(settings: MigratorSettings) {
    const { definition, target, compile, region, endpoint } = settings;
    const runFolder = settings.runFolder ?? defaultRunFolder;
    this.context = contextOf(settings);
    this.isQuiet = settings.onMessage === undefined;
    this.options = { runFolder, ...(region && { region }), ...(endpoint && { endpoint }) };
    preflight(definition, target, "the target");
    const scratch = new ScratchFolder(resolve(this.context.cwd, runFolder));
    const source = settings.source ?? makeSource(definition, this.context, scratch);
    this.migration = {
      definition,
      target,
      source,
      compile,
      env: this.context.env,
      scratch,
      local: undefined,
    };
  }

  /**
   * Moves the rows into the tables. Rejected rows and failures are in the result.
   *
   * @throws RunnerError if the run cannot start
   */
  async run({ entities, ...options }: MoveOptions = {}): Promise<RunResult> {
    const { moveFollowed, moveRows } = await import("../cli/actions/run.js");
    const { obeyAuthority } = await import("../cli/wiring/obey-authority.js");
    await checkFirstRows(this.migration, entities && [...entities]);
    let ended: RunResult | undefined;
    const { batchSize = 25, concurrency = 32, journal = true, resume = false } = options;
    const asked: RunOptions = {
      ...this.options,
      ...options,
      ...(entities && { entity: [...entities] }),
      ...{ batchSize, concurrency, journal, resume, json: this.isQuiet },
    };
    const order = {
      ...{ options: asked, context: this.context, migration: this.migration, next: [] },
      show: (result: RunResult) => void (ended = result),
    };
    await obeyAuthority(options.follow ? "run --follow" : "run", this.migration, asked, this.context);
    await (options.follow ? moveFollowed(order) : moveRows(order));
    return ended as unknown as RunResult;
  }

  /**
   * Carries the changes of the source over to the tables, from where the run, or the last call, has left off. Rejected rows
   * and failures are in the result.
   *
   * @throws RunnerError if it cannot start: no run was started with `follow`, or the source cannot be followed
   */
  async follow({ onProgress, ...options }: FollowChangesOptions = {}): Promise<FollowResult> {
    const { followOpened } = await import("../cli/actions/follow.js");
    const { openFollowedRun } = await import("../cli/wiring/open-followed.js");
    const asked = { ...this.options, ...options, json: this.isQuiet };
    let ended: FollowResult | undefined;
    await followOpened(await openFollowedRun(this.migration, asked, this.context), {
      ...{ options: asked, context: this.context, onProgress },
      show: (_run, result) => (ended = result),
    });
    return ended as unknown as FollowResult;
  }

  /**
   * Reads the source again and writes what has changed since the last run. Rejected rows and failures are in the result.
   *
   * @throws RunnerError if it cannot start
   */
  async sync({ entities, ...options }: SyncChangesOptions = {}): Promise<SyncResult> {
    const { syncOpened } = await import("../cli/actions/sync.js");
    let ended: SyncResult | undefined;
    const asked = {
      ...this.options,
      ...options,
      ...(entities && { entity: [...entities] }),
      ...{ batchSize: 25, concurrency: 32, resume: options.resume ?? false, json: this.isQuiet },
    };
    await syncOpened(
      { migration: this.migration, options: asked, context: this.context, next: [] },
      (result) => (ended = result),
    );
    return ended as unknown as SyncResult;
  }

  /**
   * Compares the tables with the source.
   *
   * @param onDifference called with each item that differs
   * @param readUnits per second of each table. @default no limit
   * @throws RunnerError if the tables cannot be reached
   */
  async verify(
    onDifference: (difference: Difference) => void = () => {},
    readUnits?: number,
  ): Promise<TableVerification[]> {
    const { service, client } = connect(this.migration, this.options, this.context);
    try {
      return await verifyMigration({
        ...this.migration,
        now: this.context.now,
        observer: makeObserver(this.context, { quiet: this.isQuiet }),
        signal: this.context.signal,
        readerFor: (table) => new TableScan(service, table.name, { rate: readRate(readUnits) }),
        onDifference,
      });
    } finally {
      client.destroy();
    }
  }

  /**
   * Rolls a run back: deletes what it created, restores what it overwrote, and keeps what others have changed since.
   *
   * @param run its name, as in `RunResult.run`
   * @param rate write units per second of each table and of each of its indexes. @default no limit
   * @throws RunnerError if the run or its journal is missing or damaged
   */
  async rollBack(run: string, rate?: number): Promise<RollbackResult> {
    const { rollback } = await import("../cli/actions/rollback.js");
    let ended: RollbackResult | undefined;
    const options = {
      ...this.options,
      ...(rate && { rate }),
      concurrency: 128,
      yes: true,
      json: this.isQuiet,
    };
    await rollback(run, options, this.context, (_run, result) => (ended = result));
    return ended as unknown as RollbackResult;
  }
}

function contextOf({ env, onMessage, signal }: MigratorSettings): ProcessContext {
  const place = processPlace();
  return {
    ...processFunctions(),
    ...{ args: [], env: env ?? place.env, cwd: place.cwd },
    error: onMessage ?? (() => {}),
    out: () => {},
    readInput: () => Promise.resolve(""),
    signal: anySignal(signal),
  };
}
