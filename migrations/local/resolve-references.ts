import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { UsageError } from "../errors";
import { isRecord, type JsonRecord } from "./json-record";

/** Tables of the emulator by the address of what stands for them in Terraform: `aws_dynamodb_table.users`. */
export type DescribedTables = ReadonlyMap<string, TableDescription>;

/** A Terraform reference of the form `${type.id.attribute}` or `${data.type.id.attribute}`. */
const reference = /\$\{((?:data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z_]+)\}/g;

const attributes: Readonly<Record<string, (table: TableDescription) => string | null>> = {
  name: ({ TableName }) => TableName ?? null,
  id: ({ TableName }) => TableName ?? null,
  arn: ({ TableArn }) => TableArn ?? null,
  hash_key: ({ KeySchema }) => KeySchema?.find(({ KeyType }) => KeyType === "HASH")?.AttributeName ?? null,
  range_key: ({ KeySchema }) => KeySchema?.find(({ KeyType }) => KeyType === "RANGE")?.AttributeName ?? null,
  stream_arn: ({ LatestStreamArn }) => LatestStreamArn ?? null,
};

/**
 * Puts into the output's value what Terraform would: names and ARNs of the tables as the emulator has
 * them. Keys of KMS become `null`, since an emulator encrypts nothing.
 */
export function resolveReferences(value: JsonRecord, tables: DescribedTables, where: string): JsonRecord {
  return resolveRecord(value, tables, where);
}

function resolveRecord(value: JsonRecord, tables: DescribedTables, where: string): JsonRecord {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, resolve(part, tables, `${where}.${name}`)]),
  );
}

function resolve(value: unknown, tables: DescribedTables, where: string): unknown {
  if (typeof value === "string") return resolveText(value, tables, where);
  if (Array.isArray(value)) return value.map((part, index) => resolve(part, tables, `${where}[${index}]`));
  return isRecord(value) ? resolveRecord(value, tables, where) : value;
}

function resolveText(text: string, tables: DescribedTables, where: string): string | null {
  if (!text.includes("${")) return text;
  let missing = false;
  const resolved = text.replaceAll(reference, (whole, address: string, attribute: string) => {
    const found = lookUp(address, attribute, tables);
    if (found === undefined) throw notResolved(whole, where, tables);
    missing ||= found === null;
    return found ?? "";
  });
  if (resolved.includes("${")) throw notResolved(resolved, where, tables);
  return missing ? null : resolved;
}

function lookUp(address: string, attribute: string, tables: DescribedTables) {
  if (address.startsWith("aws_kms_")) return null;
  const table = tables.get(address);
  return table === undefined ? undefined : attributes[attribute]?.(table);
}

function notResolved(expression: string, where: string, tables: DescribedTables): UsageError {
  const known = [...tables.keys()].join(", ");
  return new UsageError(
    "reference-not-resolved",
    `${where}: ${expression} is known only after an apply: expected ${Object.keys(attributes).join(", ")} ` +
      `of ${known || "a table in the same stack"}`,
  );
}
