import { z } from "zod";
import { fargateVcpus, logRetentionDays } from "../../../../constructs/internal";
import { namedEntries } from "../../../../yaml-file";
import { arn, bucketName, distinct, integer, networkId, principalArn } from "../../json-keywords";

const variableName = {
  propertyNames: { type: "string", pattern: "^(?!AWS_BATCH)[A-Za-z_][A-Za-z0-9_]*$" },
};

const endpoints = z.strictObject({
  routeTableIds: z
    .array(z.string().meta(networkId("rtb")))
    .meta({ ...distinct, description: "Ids of the subnets' route tables, rtb-…, at least one." }),
});

const bucket = z.strictObject({
  name: z.string().meta({
    ...bucketName,
    description: "A private bucket in the primary region.",
  }),
  keyArn: z.string().meta(arn("kms", "key/.+")).optional().meta({
    description: "The customer-managed KMS key that encrypts it. Default: a key that S3 owns.",
  }),
});

/** Workers of dynamodb-migrate on AWS Batch. */
export const migrationWorkersSchema = z
  .strictObject({
    image: z.string().meta({
      pattern: "(:[\\w][\\w.-]{0,127}|@sha256:[0-9a-f]{64})$",
      description: "The container image with dynamodb-migrate as its entry point, with a tag or digest.",
    }),
    subnetIds: z
      .array(z.string().meta(networkId("subnet")))
      .meta({ ...distinct, maxItems: 16, description: "Ids of the workers' subnets, subnet-…" }),
    vpcId: z.string().meta(networkId("vpc")).optional().meta({
      description: "The VPC of the subnets, for the security group and the endpoints that are created.",
    }),
    securityGroupIds: z
      .array(z.string().meta(networkId("sg")))
      .meta({ ...distinct, maxItems: 5 })
      .optional()
      .meta({ description: "Ids of security groups, sg-…. Default: a new one without ingress in vpcId." }),
    assignPublicIp: z
      .boolean()
      .optional()
      .meta({ description: "Whether workers have public IP addresses. Default: false." }),
    endpoints: endpoints.optional().meta({
      description:
        "VPC endpoints to create for private subnets without a NAT gateway: ECR, CloudWatch Logs, S3, DynamoDB unless `network` has it, and those of the secrets. Default: none.",
    }),
    maxWorkers: z
      .number()
      .meta(integer(2, 10_000))
      .optional()
      .meta({ description: "Workers that run at the same time at most. Default: 16." }),
    vcpu: z
      .number()
      .meta({ enum: fargateVcpus })
      .optional()
      .meta({ description: "vCPUs of a worker. Default: 1." }),
    memoryMib: z.number().meta(integer(512, 122_880)).optional().meta({
      description:
        "Memory of a worker in MiB; Fargate offers certain values with each number of vCPUs. Default: 2048.",
    }),
    ephemeralStorageGib: z
      .number()
      .meta(integer(21, 200))
      .optional()
      .meta({ description: "Disk of a worker in GiB. Default: 20." }),
    architecture: z
      .enum(["X86_64", "ARM64"])
      .optional()
      .meta({ description: "The processors that the image is built for. Default: X86_64." }),
    spot: z
      .boolean()
      .optional()
      .meta({ description: "Whether workers run on Fargate Spot. Default: false." }),
    timeoutSeconds: z.number().meta(integer(60)).optional().meta({
      description: "Seconds after which Batch ends an attempt of a worker. Default: 1209600 (14 days).",
    }),
    environment: namedEntries(z.string(), z.string().meta({ minLength: 1 }))
      .meta(variableName)
      .optional()
      .meta({ description: "Environment variables of the workers, without secrets. Default: AWS_REGION." }),
    secrets: namedEntries(z.string(), z.string().meta({ pattern: "^arn:aws[a-z-]*:(secretsmanager|ssm):" }))
      .meta(variableName)
      .optional()
      .meta({
        description:
          "Environment variables whose values are secrets: ARNs of secrets or parameters. Default: none.",
      }),
    secretKeyArns: z
      .array(z.string().meta(arn("kms", "key/.+")))
      .meta({ uniqueItems: true })
      .optional()
      .meta({ description: "The customer-managed KMS keys that encrypt the secrets. Default: none." }),
    bucket: bucket.optional().meta({
      description: "A bucket for the state of runs. Default: <service>-<environment>-workers-<account>.",
    }),
    prefix: z
      .string()
      .meta({ minLength: 1, maxLength: 200 })
      .optional()
      .meta({ description: "Prefix of the locations of runs in the bucket. Default: runs." }),
    logRetentionDays: z
      .number()
      .meta({ enum: logRetentionDays })
      .optional()
      .meta({ description: "Days for which the workers' log is kept. Default: 30." }),
    serviceRoleArn: z.string().meta(principalArn("role/.+")).optional().meta({
      description: "The role of AWS Batch. Default: its service-linked role.",
    }),
  })
  .meta({
    description:
      "Workers of `dynamodb-migrate run --on batch` on AWS Batch and Fargate in the primary region, <service>-<environment>-workers. They may write all tables of the file.",
  });
