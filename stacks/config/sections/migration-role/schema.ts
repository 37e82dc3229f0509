import { z } from "zod";
import { principalArn } from "../../json-keywords";

/** The IAM role that dynamodb-migrate runs under. */
export const migrationRoleSchema = z.strictObject({
  assumedBy: z
    .array(z.string().meta(principalArn("(role|user)/.+")))
    .meta({ minItems: 1, description: "ARNs of the roles and users that may assume it." }),
  rollback: z
    .boolean()
    .optional()
    .meta({ description: "Whether the role may roll runs back. Default: true." }),
  follow: z.array(z.string()).optional().meta({
    description:
      "Ids of tables that dynamodb-migrate follow may follow as sources, by their streams. Default: none.",
  }),
});
