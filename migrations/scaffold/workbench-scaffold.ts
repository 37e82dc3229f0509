import { identifiers } from "./names";
import type { Scaffold, ScaffoldEntity, ScaffoldIndex, ScaffoldKey, ScaffoldTable } from "./scaffold";
import type { WorkbenchIndex, WorkbenchModel, WorkbenchTable } from "./workbench-model";

/**
 * The tables of a model of NoSQL Workbench, with an entity for the sample data of each table that has some.
 *
 * @param file the model's, relative to the source's folder
 */
export function workbenchScaffold({ DataModel: tables }: WorkbenchModel, file: string): Scaffold {
  const ids = identifiers(tables.map(({ TableName }) => TableName));
  const idOf = ({ TableName }: WorkbenchTable): string => ids.get(TableName) as string;
  const filled = tables.filter(({ TableData = [] }) => TableData.length > 0);
  return {
    tables: tables.map((table) => tableOf(table, idOf(table))),
    entities: filled.map((table) => entityOf(table, idOf(table), file)),
    skipped: [],
  };
}

type KeyAttributes = WorkbenchTable["KeyAttributes"];

function tableOf(table: WorkbenchTable, id: string): ScaffoldTable {
  const { GlobalSecondaryIndexes: globals = [], LocalSecondaryIndexes: locals = [] } = table;
  return {
    ...{ id, ...keysOf(table.KeyAttributes) },
    indexes: [
      ...globals.map((index) => indexOf(index)),
      ...locals.map((index) => ({ ...indexOf(index), isLocal: true })),
    ],
    comments: [
      `from the model's table ${table.TableName}${table.TableData?.length ? "" : ", which has no sample data"}`,
    ],
  };
}

function indexOf({ IndexName, KeyAttributes, Projection }: WorkbenchIndex): ScaffoldIndex {
  const { ProjectionType: type, NonKeyAttributes = [] } = Projection ?? { ProjectionType: "ALL" as const };
  return {
    ...{ name: IndexName, ...keysOf(KeyAttributes) },
    ...(type === "KEYS_ONLY" && { projection: "keys-only" as const }),
    ...(type === "INCLUDE" && { projection: NonKeyAttributes }),
  };
}

function keysOf({ PartitionKey, SortKey }: KeyAttributes): {
  partitionKey: ScaffoldKey;
  sortKey?: ScaffoldKey;
} {
  return { partitionKey: keyOf(PartitionKey), ...(SortKey && { sortKey: keyOf(SortKey) }) };
}

function keyOf({ AttributeName: name, AttributeType: type }: KeyAttributes["PartitionKey"]): ScaffoldKey {
  return { name, type };
}

/** A row is a table of the model; its sample items are in DynamoDB's JSON. */
function entityOf({ TableName, TableData = [] }: WorkbenchTable, id: string, file: string): ScaffoldEntity {
  return {
    ...{ name: id, from: { file, at: "$.DataModel" }, to: id, omitNull: false },
    where: `\${row.TableName == ${JSON.stringify(TableName)}}`,
    forEach: { list: "${row.TableData}", item: "${fromDynamoJson(each)}" },
    comments: [`${TableData.length} sample items`],
  };
}
