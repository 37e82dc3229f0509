import type { Answer } from "../http-exchange";
import { jsonAnswer } from "../http-exchange";
import { bodyOf, type Moto, type MotoRequest, refusal, send } from "./moto-request";
import type { ReplicaGroups } from "./replica-groups";

interface Action {
  readonly RegionName: string;
  readonly KMSMasterKeyId?: string;
  readonly TableClassOverride?: string;
}

/** One entry of `UpdateTable`'s `ReplicaUpdates`. */
type ReplicaUpdate = Readonly<Partial<Record<"Create" | "Update" | "Delete", Action>>>;

type Table = Record<string, unknown>;

/** Global tables: moto knows no `ReplicaUpdates`, but keeps tables of many regions apart. */
export async function replicas(
  moto: Moto,
  request: MotoRequest,
  groups: ReplicaGroups,
): Promise<Answer | null> {
  switch (request.operation) {
    case "UpdateTable":
      return updateReplicas(moto, request, groups);
    case "DescribeTable":
      return describeWithReplicas(moto, request, groups);
    case "DeleteTable":
      groups.leave(request.region, tableOf(request));
      return null;
    default:
      return null;
  }
}

async function updateReplicas(moto: Moto, request: MotoRequest, groups: ReplicaGroups) {
  const updates = request.body["ReplicaUpdates"] as readonly ReplicaUpdate[] | undefined;
  if (updates === undefined) return null;
  for (const update of updates) {
    const refused = await updateReplica(moto, request, groups, update);
    if (refused !== null) return refused;
  }
  const answer = await describeWithReplicas(moto, { ...request, operation: "DescribeTable" }, groups);
  return jsonAnswer(200, { TableDescription: bodyOf<{ Table: Table }>(answer).Table });
}

async function updateReplica(moto: Moto, request: MotoRequest, groups: ReplicaGroups, update: ReplicaUpdate) {
  const table = tableOf(request);
  const { Create, Update, Delete } = update;
  const made = Create === undefined ? null : await createCopy(moto, request, Create.RegionName);
  if (made !== null && made.status !== 200) return made;
  const described = Create ?? Update;
  if (described !== undefined) groups.join(request.region, table, replicaOf(described));
  if (Delete !== undefined) {
    groups.leave(Delete.RegionName, table);
    const deleted = await send(moto, request, "DeleteTable", { TableName: table }, Delete.RegionName);
    if (deleted.status !== 200) return deleted;
  }
  return null;
}

/** AWS copies keys, indexes, stream and capacity; protection, backups and tags are the copy's own. */
async function createCopy(moto: Moto, request: MotoRequest, region: string): Promise<Answer> {
  const answer = await send(moto, request, "DescribeTable", { TableName: tableOf(request) });
  if (answer.status !== 200) return answer;
  const { Table: table } = bodyOf<{ Table: Table }>(answer);
  const stream = table["StreamSpecification"] as { StreamViewType?: string } | undefined;
  if (stream?.StreamViewType !== "NEW_AND_OLD_IMAGES") {
    return refusal("ValidationException", "Table needs a stream with NEW_AND_OLD_IMAGES to be replicated");
  }
  const { BillingMode = "PROVISIONED" } = (table["BillingModeSummary"] ?? {}) as { BillingMode?: string };
  const input = {
    TableName: table["TableName"],
    ...{ AttributeDefinitions: table["AttributeDefinitions"], KeySchema: table["KeySchema"] },
    ...{ BillingMode, StreamSpecification: stream },
    ...(BillingMode === "PROVISIONED" && { ProvisionedThroughput: units(table) }),
    ...copyOfIndexes(table, "GlobalSecondaryIndexes", BillingMode === "PROVISIONED"),
    ...copyOfIndexes(table, "LocalSecondaryIndexes", false),
  };
  return send(moto, request, "CreateTable", input, region);
}

function copyOfIndexes(table: Table, name: string, provisioned: boolean): Table {
  const indexes = (table[name] ?? []) as Table[];
  if (indexes.length === 0) return {};
  const copies = indexes.map((index) => ({
    ...{ IndexName: index["IndexName"], KeySchema: index["KeySchema"], Projection: index["Projection"] },
    ...(provisioned && { ProvisionedThroughput: units(index) }),
  }));
  return { [name]: copies };
}

function units(of: Table): object {
  const { ReadCapacityUnits, WriteCapacityUnits } = of["ProvisionedThroughput"] as Record<string, number>;
  return { ReadCapacityUnits, WriteCapacityUnits };
}

function replicaOf({ RegionName, KMSMasterKeyId, TableClassOverride }: Action) {
  const summary = TableClassOverride === undefined ? undefined : { TableClass: TableClassOverride };
  return { RegionName, ReplicaStatus: "ACTIVE" as const, KMSMasterKeyId, ReplicaTableClassSummary: summary };
}

async function describeWithReplicas(
  moto: Moto,
  request: MotoRequest,
  groups: ReplicaGroups,
): Promise<Answer> {
  const answer = await send(moto, request, "DescribeTable", { TableName: request.body["TableName"] });
  const others = groups.seenFrom(request.region, tableOf(request));
  if (answer.status !== 200 || others.length === 0) return answer;
  const { Table: table } = bodyOf<{ Table: Table }>(answer);
  return jsonAnswer(200, { Table: { ...table, GlobalTableVersion: "2019.11.21", Replicas: others } });
}

/** Operations take a table's name or its ARN. */
function tableOf({ body }: MotoRequest): string {
  return String(body["TableName"]).replace(/^arn:.*:table\//, "");
}
