import { z } from "zod";
import type { GrantLimits, TableAccess } from "../../../../constructs";
import { region, tableAction, vpcEndpointId } from "../../json-keywords";

const namedAccess = z.enum(["read", "write", "read-write", "stream"]);

const texts = z.array(z.string());

/** A named access, or a list of actions. */
export const actionsSchema = z
  .union([namedAccess, z.array(z.string().meta(tableAction)).meta({ minItems: 1 })], {
    error: 'must be "read", "write", "read-write", "stream" or a list of actions',
  })
  .meta({ description: "A named access, or a list of actions such as [GetItem, Query]." });

const limited = z.strictObject({
  actions: actionsSchema,
  indexes: texts.optional().meta({ description: "The indexes that may be read. Default: all." }),
  leadingKeys: texts
    .meta({ minItems: 1 })
    .optional()
    .meta({ description: "The partition keys that may be accessed; * matches any text. Default: all." }),
  vpcEndpointId: z
    .string()
    .meta(vpcEndpointId)
    .optional()
    .meta({ description: "The VPC endpoint that requests must come through. Default: any." }),
  regions: z
    .array(z.string().meta(region))
    .optional()
    .meta({ description: "The regions that the table may be used in. Default: every region of the table." }),
});

/** What a task role may do with a table. */
export const accessSchema = z.union([namedAccess, limited], {
  error: 'must be "read", "write", "read-write", "stream" or a mapping with actions',
});

/** What a task role may do with a table, as tables.yaml gives it. */
export type TableAccessConfig = z.output<typeof accessSchema>;

/** The same as props of the construct. */
export function accessOf(written: TableAccessConfig): GrantLimits & { readonly access: TableAccess } {
  if (typeof written === "string") return { access: written };
  const { actions, ...limits } = written;
  return { access: actions, ...limits };
}
