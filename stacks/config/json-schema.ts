import { z } from "zod";
import { extensionPrefix } from "./extensions";
import { writtenFileSchema } from "./tables-schema";

/** tables.yaml as a JSON Schema, for completion and checks in editors. */
export function tablesJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(writtenFileSchema, { io: "input" });
  return { ...schema, patternProperties: { [`^${extensionPrefix}`]: {} } };
}
