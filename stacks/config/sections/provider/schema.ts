import { z } from "zod";

const roleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, "must be a role's ARN, arn:aws:iam::<account>:role/<name>");

const accountId = z.string().regex(/^\d{12}$/, "must be an account's twelve digits, in quotes");

/** How Terraform connects to AWS. Settings that differ between accounts belong in `environments`. */
export const providerSchema = z.strictObject({
  version: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "must be a version such as 6.25.0")
    .optional()
    .meta({
      description:
        "The exact version of hashicorp/aws. Settings that need a later version are refused. Default: the version that the installed bindings were generated from.",
    }),
  endpoint: z
    .string()
    .regex(/^https?:\/\/\S+$/, "must be a URL")
    .optional()
    .meta({ description: "The endpoint of an emulator, instead of AWS." }),
  assumeRole: z
    .strictObject({
      roleArn: roleArn.meta({ description: "The role's ARN." }),
      externalId: z
        .string()
        .optional()
        .meta({ description: "The external id that the role's trust policy requires. Default: none." }),
      sessionName: z.string().optional().meta({ description: "Default: <service>-<environment>" }),
    })
    .optional()
    .meta({ description: "The role that Terraform assumes, usually one in the environment's account." }),
  allowedAccountIds: z
    .array(accountId)
    .min(1)
    .optional()
    .meta({ description: "The accounts that may be changed; any other is refused. Default: all." }),
});
