import { z } from "zod";
import { writtenFileSchema } from "./tables-schema";

/** tables.yaml as a JSON Schema, for completion and checks in editors. */
export function tablesJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(writtenFileSchema, { io: "input" });
}
