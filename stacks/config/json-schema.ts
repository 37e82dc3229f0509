import { z } from "zod";
import { extensionPrefix } from "./extensions";
import { definitions, requires } from "./json-keywords";
import { writtenFileSchema } from "./tables-schema";

type Schema = Record<string, unknown>;

/** tables.yaml as a JSON Schema, for completion and checks in editors. */
export function tablesJsonSchema(): Schema {
  const { $schema, ...schema } = z.toJSONSchema(writtenFileSchema, { io: "input" });
  return {
    $schema,
    $id: "https://unpkg.com/cdktf-dynamodb/tables.schema.json",
    ...schema,
    $defs: definitions,
    patternProperties: { [`^${extensionPrefix}`]: {} },
    allOf: [
      ...["service", "regions", "tables"].map(inFileOrEveryEnvironment),
      { anyOf: [withEnvironments, completeFile] },
    ],
  };
}

/** A required key may be set by every environment instead of the file. */
function inFileOrEveryEnvironment(key: string): Schema {
  const everyEnvironment = { type: "object", minProperties: 1, additionalProperties: requires(key) };
  return {
    anyOf: [requires(key), { ...withEnvironments, properties: { environments: everyEnvironment } }],
  };
}

const withEnvironments = requires("environments");

/** A file without environments is complete by itself. */
const completeFile = {
  ...requires("environment"),
  properties: {
    environment: true,
    regions: requires("primary"),
    tables: {
      ...{ type: "object", minProperties: 1 },
      additionalProperties: {
        ...requires("partitionKey"),
        properties: {
          partitionKey: true,
          indexes: { type: "object", additionalProperties: requires("partitionKey") },
          localIndexes: { type: "object", additionalProperties: requires("sortKey") },
        },
      },
    },
  },
};
