import {
  DescribeContinuousBackupsCommand,
  type DynamoDBClient,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { isEmpty } from "./check-tables";
import { describeTable, tableFrom } from "./describe-table";
import {
  type KeyAttribute,
  type Keys,
  keySchemaText,
  type TargetIndex,
  type TargetTable,
} from "../../items/target-table";

/** A table as it is, compared with the outputs. */
export interface TableInspection {
  readonly table: string;
  /** `ACTIVE` or `UPDATING`, unless there is a problem. */
  readonly state: string;
  readonly isEmpty: boolean;
  /** As counted by the service within the last six hours. */
  readonly items: number;
  /** Whether point-in-time recovery is on; `undefined` if that cannot be asked. */
  readonly pointInTimeRecovery: boolean | undefined;
  /** Why a run would fail, one sentence each. */
  readonly problems: readonly string[];
  /** What does not keep a run from working. */
  readonly notes: readonly string[];
}

/**
 * Compares a table's state, key and indexes with the outputs, reads one item, and asks for point-in-time recovery. It
 * takes the permissions DescribeTable and Scan; permissions to write cannot be tried without writing.
 *
 * @throws UnreachableError if the table does not exist or cannot be asked or read
 */
export async function inspectTable(
  client: DynamoDBClient,
  table: TargetTable,
  place: string,
): Promise<TableInspection> {
  const description = await describeTable(client, table.name, place);
  const state = description.TableStatus ?? "";
  const problems = [...stateProblems(table, state), ...keyProblems(table, description)];
  // A table that is not active cannot be read.
  const empty = problems.length > 0 || (await isEmpty(client, table));
  return {
    table: table.name,
    state,
    isEmpty: empty,
    items: description.ItemCount ?? 0,
    pointInTimeRecovery: await pointInTimeRecovery(client, table.name),
    problems,
    notes: indexNotes(table, description),
  };
}

function stateProblems({ name }: TargetTable, state: string): string[] {
  if (state === "ACTIVE" || state === "UPDATING") return [];
  return [`table ${name} is ${state}; wait until it is ACTIVE`];
}

/** Keys with their types, of the table and of each index that the outputs name. */
function keyProblems(table: TargetTable, description: TableDescription): string[] {
  const actual = tableFrom(description);
  const indexes = new Map(actual.indexes.map((index) => [index.name, index]));
  return [
    ...difference(`table ${table.name}`, table, actual),
    ...table.indexes.flatMap((index) => indexProblems(table, index, indexes.get(index.name))),
  ];
}

function indexProblems(table: TargetTable, wanted: TargetIndex, actual: TargetIndex | undefined): string[] {
  const what = `index ${wanted.name} of table ${table.name}`;
  if (actual) return difference(what, wanted, actual);
  return [`${what} does not exist; deploy it, or create the outputs file again`];
}

type TargetKeys = Keys<KeyAttribute>;

function difference(what: string, wanted: TargetKeys, actual: TargetKeys): string[] {
  const [theirs, ours] = [keySchemaText(actual), keySchemaText(wanted)];
  if (theirs === ours) return [];
  return [`${what} has the key (${theirs}), the outputs have (${ours}); create the outputs file again`];
}

function indexNotes({ name, indexes }: TargetTable, description: TableDescription): string[] {
  const known = new Set(indexes.map((index) => index.name));
  return (description.GlobalSecondaryIndexes ?? []).flatMap(
    ({ IndexName: index = "", IndexStatus: state }) => [
      ...(state !== undefined && state !== "ACTIVE" ? [`${name}: index ${index} is ${state}`] : []),
      ...(known.has(index)
        ? []
        : [`${name}: index ${index} is not in the outputs; its write units are not counted`]),
    ],
  );
}

/** Not every engine has it, and a run needs no permission to ask for it. */
async function pointInTimeRecovery(client: DynamoDBClient, name: string): Promise<boolean | undefined> {
  try {
    const { ContinuousBackupsDescription: backups } = await client.send(
      new DescribeContinuousBackupsCommand({ TableName: name }),
    );
    const state = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    return state === undefined ? undefined : state === "ENABLED";
  } catch {
    return undefined;
  }
}
