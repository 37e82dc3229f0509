import { z } from "zod";
import type { GrantLimits, TableAccess } from "../../../../constructs";

const usual = z.enum(["read", "write", "read-write", "stream"]);

const texts = z.array(z.string());

/** What may be done, in one word or action by action. */
export const actionsSchema = z
  .union([usual, texts], { error: 'must be "read", "write", "read-write", "stream" or a list of actions' })
  .meta({ description: "A usual access, or single actions such as [GetItem, Query]." });

const limited = z.strictObject({
  actions: actionsSchema,
  indexes: texts.optional().meta({ description: "The indexes that may be read. Default: all." }),
  leadingKeys: texts
    .optional()
    .meta({ description: "The partition keys that may be touched, * standing for any text. Default: all." }),
  vpcEndpointId: z.string().optional().meta({ description: "The VPC endpoint to come through." }),
  regions: texts.optional().meta({ description: "Where the table may be used. Default: where it is." }),
});

/** What a task role may do with a table. */
export const accessSchema = z.union([usual, limited], {
  error: 'must be "read", "write", "read-write", "stream" or a mapping with actions',
});

/** What a task role may do with a table, as tables.yaml says it. */
export type TableAccessConfig = z.output<typeof accessSchema>;

/** The same as the constructs want it. */
export function accessOf(written: TableAccessConfig): GrantLimits & { readonly access: TableAccess } {
  if (typeof written === "string") return { access: written };
  const { actions, ...limits } = written;
  return { access: actions, ...limits };
}
