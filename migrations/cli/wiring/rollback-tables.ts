import type { AssumedRole } from "../../definition/definition";
import type { Checkpoint } from "../../run-store/checkpoint";
import { UsageError } from "../../errors";
import type { Undo } from "../../dynamodb/writer/undo";
import type { ItemReader } from "../../dynamodb/reader/item-reader";
import { BatchedDeletes } from "../../dynamodb/writer/batched-deletes";
import { ItemsWithoutEpoch } from "../../dynamodb/writer/items-without-epoch";
import { describeTable, tableFrom, tableIdentity } from "../../dynamodb/control/describe-table";
import type { Item } from "../../items/item";
import { itemBytes } from "../../items/item-size";
import type { RateLimit } from "../../dynamodb/rate/rate-limit";
import { type Connection, connectTo } from "./dynamodb";
import { localConnection } from "./local-connection";
import type { ProcessContext } from "../process-context";
import type { RolledBackRun } from "./obey-authority";
import { writeLimit } from "./write-rate";

/** The tables of a run that is rolled back. */
export interface RollbackTables {
  /** `us-east-1`, or an endpoint. */
  readonly place: string;
  readonly reader: ItemReader;
  readonly undo: Undo;
  /** Waits until a table may be given a write of an item; absent if nothing limits it. */
  readonly take?: (table: string, item: Item) => Promise<void>;
  readonly close: () => void;
}

export interface RollbackTablesOptions {
  readonly local?: boolean;
  readonly rate?: number;
  readonly runFolder: string;
}

/** What decides whether a run may be rolled back while its entities are cut over. */
export async function rolledBackRun(
  checkpoint: Checkpoint,
  options: RollbackTablesOptions,
  context: ProcessContext,
): Promise<RolledBackRun> {
  const { run, options: asked, entities, target } = checkpoint;
  const control = asked["cutoverControl"];
  return {
    ...{ run, entities: Object.keys(entities), region: target.region },
    // An entity of a command without a migration file is called like its table.
    tables: Object.values(target.tables).filter((name) => Object.hasOwn(entities, name)),
    control: typeof control === "string" ? control : undefined,
    endpoint: await endpointOf(checkpoint, options, context),
  };
}

/**
 * Connects to the tables that a run has written to.
 * @throws UsageError if one of them was deleted and created again since; UnreachableError
 */
export async function rollbackTables(
  checkpoint: Checkpoint,
  options: RollbackTablesOptions,
  context: ProcessContext,
): Promise<RollbackTables> {
  const { target } = checkpoint;
  const endpoint = await endpointOf(checkpoint, options, context);
  const connection = connectTo(endpoint, target.region, context, { role: roleOf(checkpoint) });
  const { client, place, service, retryPolicy } = connection;
  const items = new ItemsWithoutEpoch(service, retryPolicy, context.signal);
  try {
    const limits = await checkTables(checkpoint, connection, options.rate);
    const take = async (table: string, item: Item): Promise<void> => {
      await limits.get(table)?.take([{ item, bytes: itemBytes(item) }], context.signal);
    };
    return {
      ...{ place, reader: items, undo: new BatchedDeletes(items, service, context.signal) },
      close: () => client.destroy(),
      ...(options.rate && { take }),
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}

/** The role that the run has written with. */
function roleOf({ options }: Checkpoint): AssumedRole | undefined {
  const { assumedRole: arn, externalId } = options;
  if (typeof arn !== "string") return undefined;
  return { arn, ...(typeof externalId === "string" && { externalId }) };
}

/** The embedded DynamoDB may listen on another port now. */
async function endpointOf(
  { run, target: { place, region } }: Checkpoint,
  { local, runFolder }: RollbackTablesOptions,
  { cwd }: ProcessContext,
): Promise<string | undefined> {
  if (!local) return place === region ? undefined : place;
  if (/^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:|\/|$)/.test(place))
    return (await localConnection(cwd, runFolder)).endpoint;
  throw new UsageError(
    "target-changed",
    `run ${run} has written to ${place}, not to the embedded DynamoDB; omit --local`,
  );
}

/** The limits of the tables by their names. */
async function checkTables(
  { run, target }: Checkpoint,
  { client, place }: Connection,
  rate: number | undefined,
): Promise<Map<string, RateLimit>> {
  const limits = new Map<string, RateLimit>();
  const before = new Map(Object.entries(target.tableIds ?? {}));
  for (const [id, name] of Object.entries(target.tables)) {
    const identity = before.get(id);
    // A checkpoint of an earlier version names all tables of the outputs, and not those that were written to.
    if (identity === undefined && (before.size > 0 || !rate)) continue;
    const description = await describeTable(client, name, place);
    if (identity !== undefined && tableIdentity(description) !== identity)
      throw new UsageError(
        "table-recreated",
        `table ${name} was deleted and created again since run ${run} wrote to it: nothing of the run is left in it, and nothing was rolled back`,
      );
    const limit = rate === undefined ? undefined : writeLimit(tableFrom(description), rate);
    if (limit) limits.set(name, limit);
  }
  return limits;
}
