import { z } from "zod";
import { requires } from "../../json-keywords";

const cloud = z.strictObject({
  organization: z.string().meta({ description: "The organization in HCP Terraform." }),
  workspacePrefix: z
    .string()
    .optional()
    .meta({ description: "Prefix of the workspace's name, before the stack's name. Default: none." }),
  hostname: z.string().optional().meta({ description: "Default: app.terraform.io." }),
});

const s3 = z.strictObject({
  bucket: z.string().meta({ description: "The bucket's name." }),
  region: z.string().meta({ description: "The bucket's region." }),
  keyPrefix: z.string().optional().meta({ description: "Prefix of the key <stack>.tfstate. Default: none." }),
});

/** Location of the Terraform state of each stack. */
export const backendSchema = z
  .union(
    [
      z.literal("local"),
      z
        .strictObject({
          cloud: cloud.optional().meta({ description: "A workspace of HCP Terraform for each stack." }),
          s3: s3.optional().meta({
            description: "An encrypted object in S3 for each stack, locked by a lock file beside it.",
          }),
        })
        .refine(({ cloud, s3 }) => (cloud === undefined) !== (s3 === undefined), {
          error: "must have either cloud or s3",
        })
        .meta({ oneOf: [requires("cloud"), requires("s3")] }),
    ],
    { error: 'must be "local" or a mapping with cloud or s3' },
  )
  .meta({
    description:
      "Where Terraform stores its state. Default: local, one file for each stack next to cdktf.json.",
  });
