import type { CreateTableCommandInput, KeySchemaElement, TableDescription } from "@aws-sdk/client-dynamodb";

export interface TableDifference {
  readonly what: "keys" | "indexes";
  readonly expected: string;
  readonly found: string;
}

type Shape = CreateTableCommandInput | TableDescription;

/** What keeps items of the one table from fitting the other; capacity and streams do not. */
export function differenceOf(wanted: CreateTableCommandInput, present: TableDescription) {
  return (
    difference("keys", keysOf(wanted.KeySchema, wanted), keysOf(present.KeySchema, present)) ??
    difference("indexes", indexesOf(wanted), indexesOf(present))
  );
}

function difference(what: TableDifference["what"], expected: string, found: string): TableDifference | null {
  return expected === found ? null : { what, expected, found };
}

/** `postId:S, threadId:S`; with several attributes in a part, `tenantId:S + region:S, createdAt:N`. */
function keysOf(schema: readonly KeySchemaElement[] = [], { AttributeDefinitions = [] }: Shape): string {
  const type = (name?: string) =>
    AttributeDefinitions.find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return ["HASH", "RANGE"]
    .map((part) => schema.filter(({ KeyType }) => KeyType === part))
    .filter((part) => part.length > 0)
    .map((part) => part.map(({ AttributeName: name }) => `${name}:${type(name)}`).join(" + "))
    .join(", ");
}

/** `EmailIndex (email:S)`, by name */
function indexesOf(table: Shape): string {
  const indexes = [...(table.GlobalSecondaryIndexes ?? []), ...(table.LocalSecondaryIndexes ?? [])];
  const named = indexes.map((index) => `${index.IndexName} (${keysOf(index.KeySchema, table)})`);
  return named.sort().join(", ") || "none";
}
