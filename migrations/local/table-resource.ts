import type {
  AttributeDefinition,
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  ProvisionedThroughput,
  StreamViewType,
} from "@aws-sdk/client-dynamodb";
import { UsageError } from "../errors";
import { isRecord, type JsonRecord } from "./json-record";

/** A table as the emulator is asked to make it. */
export interface TableResource {
  readonly create: CreateTableCommandInput & { readonly TableName: string };
  readonly ttlAttribute: string | null;
  /** Whether the resource has inline `replica` blocks, which one emulator cannot honour. */
  readonly replicated: boolean;
}

/**
 * Takes from an `aws_dynamodb_table` what changes how items are stored and read: keys, indexes, stream,
 * time to live, capacity. Encryption, backups, protection and tags have no meaning in an emulator.
 */
export function readTableResource(resource: unknown, where: string): TableResource {
  if (!isRecord(resource)) throw unreadable(where, "the table is not an object");
  const provisioned = resource["billing_mode"] !== "PAY_PER_REQUEST";
  const globals = blocks(resource["global_secondary_index"]);
  const locals = blocks(resource["local_secondary_index"]);
  const [ttl] = blocks(resource["ttl"]);
  const attribute = ttl?.["enabled"] === false ? undefined : literal(ttl?.["attribute_name"]);
  return {
    create: {
      TableName: text(resource, "name", where),
      AttributeDefinitions: blocks(resource["attribute"]).map((block) => attributeDefinition(block, where)),
      KeySchema: keySchema(resource, where),
      BillingMode: provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
      ...throughput(resource, provisioned),
      ...(globals.length > 0 && {
        GlobalSecondaryIndexes: globals.map((block) => globalIndex(block, provisioned, where)),
      }),
      ...(locals.length > 0 && {
        LocalSecondaryIndexes: locals.map((block) =>
          localIndex(block, text(resource, "hash_key", where), where),
        ),
      }),
      ...stream(resource),
    },
    ttlAttribute: attribute || null,
    replicated: blocks(resource["replica"]).length > 0,
  };
}

/** Terraform takes a block as an object or as a list of objects. */
function blocks(value: unknown): JsonRecord[] {
  return (Array.isArray(value) ? value : [value]).filter(isRecord);
}

function attributeDefinition(block: JsonRecord, where: string): AttributeDefinition {
  const type = text(block, "type", where);
  if (type !== "S" && type !== "N" && type !== "B") {
    throw unreadable(where, `an attribute's type must be S, N or B, got ${type}`);
  }
  return { AttributeName: text(block, "name", where), AttributeType: type };
}

/** `hash_key` and `range_key`, or the `key_schema` blocks of an index with several attributes. */
function keySchema(block: JsonRecord, where: string): KeySchemaElement[] {
  const several = blocks(block["key_schema"]);
  if (several.length > 0) {
    return several.map((key) => ({
      AttributeName: text(key, "attribute_name", where),
      KeyType: key["key_type"] === "RANGE" ? "RANGE" : "HASH",
    }));
  }
  const range = block["range_key"];
  return [
    { AttributeName: text(block, "hash_key", where), KeyType: "HASH" },
    ...(typeof range === "string" ? [{ AttributeName: range, KeyType: "RANGE" as const }] : []),
  ];
}

function globalIndex(block: JsonRecord, provisioned: boolean, where: string): GlobalSecondaryIndex {
  return {
    IndexName: text(block, "name", where),
    KeySchema: keySchema(block, where),
    ...projection(block),
    ...throughput(block, provisioned),
  };
}

function localIndex(block: JsonRecord, hashKey: string, where: string): LocalSecondaryIndex {
  return {
    IndexName: text(block, "name", where),
    KeySchema: keySchema({ ...block, hash_key: hashKey }, where),
    ...projection(block),
  };
}

function projection(block: JsonRecord): Pick<LocalSecondaryIndex, "Projection"> {
  const type = block["projection_type"] as "ALL" | "KEYS_ONLY" | "INCLUDE";
  const attributes = block["non_key_attributes"] as string[] | undefined;
  return { Projection: { ProjectionType: type, ...(attributes && { NonKeyAttributes: attributes }) } };
}

/** An autoscaled table starts with its minimum, or with 1 if none is given. */
function throughput(
  block: JsonRecord,
  provisioned: boolean,
): { ProvisionedThroughput?: ProvisionedThroughput } {
  if (!provisioned) return {};
  const units = (name: string) => (typeof block[name] === "number" ? block[name] : 1);
  return {
    ProvisionedThroughput: {
      ReadCapacityUnits: units("read_capacity"),
      WriteCapacityUnits: units("write_capacity"),
    },
  };
}

function stream(resource: JsonRecord): Pick<CreateTableCommandInput, "StreamSpecification"> {
  if (resource["stream_enabled"] !== true) return {};
  const StreamViewType = resource["stream_view_type"] as StreamViewType;
  return { StreamSpecification: { StreamEnabled: true, StreamViewType } };
}

function text(block: JsonRecord, name: string, where: string): string {
  const value = literal(block[name]);
  if (typeof value === "string" && value !== "") return value;
  throw unreadable(where, `${name} must be a plain text, got ${JSON.stringify(block[name])}`);
}

/** A text as Terraform takes it, with `$${` for a literal `${`; undefined for an expression. */
function literal(value: unknown): string | undefined {
  if (typeof value !== "string" || /(?<!\$)\$\{|(?<!%)%\{/.test(value)) return undefined;
  return value.replace(/([$%])\1\{/g, "$1{");
}

function unreadable(where: string, problem: string): UsageError {
  return new UsageError(
    "reference-not-resolved",
    `${where}: ${problem}: the embedded DynamoDB cannot use values that are known only after apply`,
  );
}
