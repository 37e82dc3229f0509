import { z } from "zod";
import { tableAction } from "./json-keywords";

/** A named access to a table. */
export const namedAccess = z.enum(["read", "write", "read-write", "stream"]);

/** A named access, or a list of actions. */
export const actionsSchema = z
  .union([namedAccess, z.array(z.string().meta(tableAction)).meta({ minItems: 1 })], {
    error: 'must be "read", "write", "read-write", "stream" or a list of actions',
  })
  .meta({ description: "A named access, or a list of actions such as [GetItem, Query]." });
