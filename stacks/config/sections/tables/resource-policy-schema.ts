import { z } from "zod";
import type { ResourceGrant } from "../../../../constructs";
import { principalArn, vpcEndpointId } from "../../json-keywords";
import { actionsSchema } from "../../actions-schema";

/** The grants of a table's resource-based policy. */
export const resourcePolicySchema = z
  .array(
    z.strictObject({
      principals: z
        .array(z.string().meta(principalArn("(root|(role|user)/.+)")))
        .meta({ minItems: 1, description: "ARNs of roles, users or accounts." }),
      actions: actionsSchema,
      mayAdminister: z.boolean().optional().meta({
        description: "Whether a whole account may change or delete the table itself. Default: false.",
      }),
      vpcEndpointId: z
        .string()
        .meta(vpcEndpointId)
        .optional()
        .meta({ description: "The VPC endpoint that requests must come through. Default: any." }),
    }),
  )
  .meta({
    description: "Grants of the table's resource-based policy, for example to roles of other accounts.",
  });

type WrittenGrant = z.output<typeof resourcePolicySchema>[number];

/** A grant of the file as a prop of the construct. */
export function resourceGrant({ actions, ...grant }: WrittenGrant): ResourceGrant {
  return { ...grant, access: actions };
}
