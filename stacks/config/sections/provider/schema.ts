import { z } from "zod";

const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, "must be a role's ARN, arn:aws:iam::<account>:role/<name>");

const accountId = z.string().regex(/^\d{12}$/, "must be an account's twelve digits, in quotes");

/** How Terraform reaches AWS. What differs between the accounts of environments belongs into `environments`. */
export const providerSchema = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "must be a version such as 6.25.0")
    .optional()
    .meta({
      description:
        "The exact version of hashicorp/aws. Settings that need a later one are refused. Default: the version that the installed bindings are made for.",
    }),
  endpoint: z.url("must be a URL").optional().meta({ description: "Of an emulator, in place of AWS." }),
  assumeRole: z
    .strictObject({
      roleArn: roleArn.meta({ description: "The role's ARN." }),
      externalId: z
        .string()
        .optional()
        .meta({ description: "What the role's trust policy asks for. Default: none." }),
      sessionName: z.string().optional().meta({ description: "Default: <service>-<environment>" }),
    })
    .optional()
    .meta({ description: "The role that Terraform takes on, as a rule one of the environment's account." }),
  allowedAccountIds: z
    .array(accountId)
    .min(1)
    .optional()
    .meta({ description: "The accounts that may be changed; anything else is refused. Default: any." }),
});
