import { join, resolve } from "node:path";
import { UsageError } from "../../errors";
import { ItemsWithoutEpoch } from "../../dynamodb/writer/items-without-epoch";
import { sampleMigration } from "../../pipeline/verify/sample";
import { type TableVerification, verifyMigration, type VerifySettings } from "../../pipeline/verify/verify";
import { verifyJson } from "../../report/json-report";
import { counted } from "../../report/quantity";
import { isSame, verifyText } from "../../report/text/verify-text";
import { checkTable } from "../../dynamodb/control/check-tables";
import type { TargetTable } from "../../items/target-table";
import type { Difference } from "../../pipeline/verify/difference";
import { ScanWithoutEpoch } from "../../dynamodb/reader/scan-without-epoch";
import { TableScan } from "../../dynamodb/reader/table-scan";
import { connect, type Connection } from "../wiring/dynamodb";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import { keepVerification } from "../wiring/keep-verification";
import { LineList } from "../output/line-list";
import { nextCommandText } from "../output/next-command";
import { type Migration, openMigration } from "../wiring/open-migration";
import { controlsOf, obeyAuthority } from "../wiring/obey-authority";
import { recordable, recordComparison } from "../wiring/record-comparison";
import { makeObserver } from "../output/progress";
import { readRate } from "../wiring/read-rate";
import { refuseVerifyWorkers, withVerifyWorkers } from "../wiring/verify-by-workers";
import { verifiedRun } from "../wiring/verified-run";
import { LiveDifferences, requireFollower, waitForFollow, waitingText } from "./verify-live";
import { repair, type Repair, RepairKeys, type RepairOptions } from "./repair";
import type { ProcessContext } from "../process-context";
import { printJson } from "../output/print-json";

const listedDifferences = 20;
/** With --live. */
const maxComparisons = 3;
const listFile = "differences.jsonl";

export interface VerifyOptions extends RepairOptions {
  /** Items of each table to compare. */
  readonly sample?: number;
  /** Whether to write what is missing or changed. */
  readonly repair?: boolean;
  /** Read units per second. */
  readonly readRate?: number;
  /** Whether the source is written to and followed meanwhile. */
  readonly live?: boolean;
  /** Processes that compare. @default this one */
  readonly workers?: number;
  /** Whether workers read ranges of a server's tables at different moments. @default false */
  readonly splitTables?: boolean;
}

/** `dynamodb-migrate verify`: compares the source with the tables, contents and both ways. */
export async function verify(
  file: string,
  options: VerifyOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const ofRun = await verifiedRun(file, options, context);
  return ofRun ? verifyFile(ofRun.file, ofRun.options, ofRun.context) : verifyFile(file, options, context);
}

async function verifyFile(file: string, options: VerifyOptions, context: ProcessContext): Promise<ExitCode> {
  refuseSampled(options);
  refuseVerifyWorkers(options, context);
  const migration = await openMigration(file, options, context);
  const controls = await (options.repair
    ? obeyAuthority("verify --repair", migration, options, context)
    : controlsOf(migration, options, context));
  const started = await recordable(migration, options, controls, context);
  const startedAt = context.now();
  const connection = connect(migration, options, context);
  const keys = new RepairKeys(migration.scratch);
  try {
    for (const entity of migration.definition.entities)
      await checkTable(
        connection.client,
        migration.target.tables[entity.to] as TargetTable,
        connection.place,
      );
    const order = { file, migration, connection, options, context, keys, started, startedAt };
    const found = await (options.live ? compareLive(order) : compare(order));
    await keep(order, found);
    const isRepaired = options.repair && keys.size > 0 && !found.tables.some(({ failure }) => failure);
    if (!isRepaired) {
      await recordSame(order, found);
      return conclude(order, found);
    }
    if (!options.json) showText(order, found);
    return await repairAndCompare(order);
  } finally {
    keys.close();
    connection.client.destroy();
  }
}

/** What a comparison takes. */
interface Order {
  /** The migration file. */
  readonly file: string;
  readonly migration: Migration;
  readonly connection: Connection;
  readonly options: VerifyOptions;
  readonly context: ProcessContext;
  readonly keys: RepairKeys;
  /** What the control of cutovers said when the comparison started. */
  readonly started: Awaited<ReturnType<typeof controlsOf>>;
  readonly startedAt: Date;
}

/** A comparison of all rows, with all extra items looked for. */
async function recordSame(
  { migration, options, context, started, startedAt }: Order,
  { tables }: Found,
): Promise<void> {
  if (options.sample !== undefined || options.limit !== undefined) return;
  const same = tables.filter(
    (table) => isSame(table) && table.extrasJudged && Object.keys(table.rejectedBy).length === 0,
  );
  const ids = new Map(Object.entries(migration.target.tables).map(([id, { name }]) => [name, id]));
  const byId = same.map((table) => [ids.get(table.table) ?? "", table] as const);
  await recordComparison({ migration, options, started, startedAt, same: new Map(byId) }, context);
}

/** A sample says nothing of the items that are not in it, which a repair would leave as they are. */
function refuseSampled({ sample, repair: wanted, readRate: rate, live }: VerifyOptions): void {
  if (live && (sample !== undefined || wanted))
    throw new UsageError(
      "options-conflict",
      `--live and ${wanted ? "--repair" : "--sample"} do not go together: follow itself writes what differs`,
    );
  if (sample === undefined) return;
  if (wanted)
    throw new UsageError(
      "options-conflict",
      "--sample and --repair do not go together: only a whole verification finds all there is to repair",
    );
  if (rate !== undefined)
    throw new UsageError(
      "options-conflict",
      "--sample and --read-rate do not go together: a sample scans no table",
    );
}

async function repairAndCompare(order: Order): Promise<ExitCode> {
  const { migration, options, context, keys } = order;
  context.error(`Writing ${counted(keys.size, "missing or changed item")} from the source`);
  const ofOne = { ...options, workers: undefined };
  const { repair: done, code } = await repair(order.file, migration, keys, ofOne, context);
  context.error(
    `Wrote ${counted(done.written, "item")} as run ${done.run}; to undo: ${nextCommandText("rollback", [done.run], options)}`,
  );
  if (code !== exitCode.done && code !== exitCode.incomplete) return code;
  const found = await compare(order);
  await keep(order, found);
  return conclude(order, found, done);
}

/** What a comparison found. */
interface Found {
  readonly tables: readonly TableVerification[];
  /** The first ones. */
  readonly differences: readonly Difference[];
}

/** Compares again while items differ, a few times at most. */
async function compareLive(order: Order): Promise<Found> {
  await requireFollower(order);
  const differing = new LiveDifferences();
  for (let comparison = 1; ; comparison++) {
    differing.start();
    const { tables, differences } = await compare(order, (...difference) => differing.add(...difference));
    if (differing.size === 0 || comparison === maxComparisons)
      return { tables: tables.map((table) => differing.countsOf(table)), differences };
    order.context.error(waitingText(differing.size));
    await waitForFollow(order);
  }
}

async function keep({ migration, connection, options, context }: Order, { tables, differences }: Found) {
  await keepVerification(tables, differences, { migration, place: connection, options }, context);
}

/** @param isKept whether a difference counts. @default every one does */
async function compare(
  order: Order,
  isKept: (...difference: Parameters<VerifySettings["onDifference"]>) => boolean = () => true,
): Promise<Found> {
  const { options, context, keys } = order;
  const list = new LineList<Difference>(resolve(context.cwd, options.runFolder, listFile), listedDifferences);
  try {
    const tables = await (options.sample === undefined
      ? compareAll(order, (difference, to, key, items) => {
          if (!isKept(difference, to, key, items)) return;
          list.add(difference);
          if (options.repair) keys.add(difference, to, key);
        })
      : compareSample(order, options.sample, (difference) => list.add(difference)));
    return { tables, differences: list.first };
  } finally {
    list.close();
  }
}

function settingsOf({ migration, options, context }: Order) {
  return {
    ...migration,
    entities: options.entity,
    limit: options.limit,
    now: context.now,
    observer: makeObserver(context, { quiet: options.json ?? false }),
    signal: context.signal,
  };
}

function compareAll(
  order: Order,
  onDifference: VerifySettings["onDifference"],
): Promise<TableVerification[]> {
  const { file, migration, connection, options, context } = order;
  const settings = settingsOf(order);
  const { observer } = settings;
  return withVerifyWorkers({ file, migration, options, observer }, context, (sidesOf) =>
    verifyMigration({
      ...settings,
      readerFor: (table) =>
        new ScanWithoutEpoch(
          new TableScan(connection.service, table.name, { rate: readRate(options.readRate) }),
        ),
      isLive: options.live,
      sidesOf,
      onDifference,
    }),
  );
}

function compareSample(
  order: Order,
  items: number,
  onDifference: (difference: Difference) => void,
): Promise<TableVerification[]> {
  const { connection, context } = order;
  const reader = new ItemsWithoutEpoch(connection.service, connection.retryPolicy, context.signal);
  return sampleMigration({ ...settingsOf(order), items, reader, random: context.random, onDifference });
}

function showText({ options, context }: Order, { tables, differences }: Found): void {
  verifyText(tables, differences, join(options.runFolder, listFile)).forEach(context.error);
}

/** Shows what was found, and says how the command ends. @param done a repair before it */
function conclude(order: Order, found: Found, done?: Repair): ExitCode {
  const { options, context } = order;
  const json = { ...verifyJson(found.tables, found.differences), ...(done && { repair: done }) };
  if (options.json) printJson("verify", json, context);
  else showText(order, found);
  const failure = found.tables.find((table) => table.failure)?.failure;
  if (failure) return exitCodeOf(failure) ?? exitCode.unreachable;
  const complete = found.tables.every((table) => isSame(table) && Object.keys(table.rejectedBy).length === 0);
  return complete ? exitCode.done : exitCode.incomplete;
}
