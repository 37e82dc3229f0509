import { allow, type PolicyStatement } from "../access/policy-statement";
import type { AwsAccount } from "../account/aws-account";
import { viaService } from "../account/via-service";
import { isKnown } from "../rules/known-value";
import type { MigrationWorkersProps } from "./migration-workers-props";

/** Where the state of runs is. */
export interface RunStateLocation {
  readonly bucketArn: string;
  readonly prefix: string;
  /** Of the customer-managed key of the bucket. */
  readonly keyArn?: string | undefined;
}

/** What the store of runs does with the objects of a location. Workers delete only their requests for a shard. */
export const runObjectActions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"];
/** What the store of runs does with the bucket. */
export const runBucketActions = ["s3:ListBucket"];

/** Access to the state of runs below a prefix. */
export function runStateStatements({ bucketArn, prefix, keyArn }: RunStateLocation): PolicyStatement[] {
  return [
    ...allow(runObjectActions, [`${bucketArn}/${prefix}/*`]),
    // A request for an object has no prefix. Without the permission, S3 says 403 instead of 404 for one that does not exist.
    ...allow(runBucketActions, [bucketArn], { StringLikeIfExists: { "s3:prefix": [`${prefix}/*`] } }),
    ...(keyArn === undefined
      ? []
      : allow(["kms:GenerateDataKey", "kms:Decrypt"], [keyArn], {
          StringLike: { "kms:ViaService": viaService("s3") },
        })),
  ];
}

/** What starting array jobs takes. Batch does not limit the description of jobs to some. */
export function jobStatements(
  queueArn: string,
  jobDefinitionPrefix: string,
  jobArns: string,
): PolicyStatement[] {
  return [
    ...allow(["batch:SubmitJob"], [queueArn, jobDefinitionPrefix, `${jobDefinitionPrefix}:*`]),
    ...allow(["batch:TerminateJob"], [jobArns]),
    ...allow(["batch:DescribeJobs"], ["*"]),
  ];
}

/** What ECS does before a worker starts, and for its log: under the execution role, which the worker does not have. */
export function executionStatements(
  {
    image,
    secrets = {},
    secretKeyArns = [],
  }: Pick<MigrationWorkersProps, "image" | "secrets" | "secretKeyArns">,
  logGroupArn: string,
  { partition }: Pick<AwsAccount, "partition">,
): PolicyStatement[] {
  const arns = [...new Set(Object.values(secrets).map(secretOf))];
  const parameters = arns.filter(isParameter);
  return [
    ...imageStatements(image, partition),
    ...allow(["logs:CreateLogStream", "logs:PutLogEvents"], [`${logGroupArn}:*`]),
    ...allow(
      ["secretsmanager:GetSecretValue"],
      arns.filter((arn) => !isParameter(arn)),
    ),
    ...allow(["ssm:GetParameters"], parameters),
    ...allow(["kms:Decrypt"], secretKeyArns),
  ];
}

/** The repository in ECR, for others need no permission. */
function imageStatements(image: string, partition: string): PolicyStatement[] {
  const [, account, region, repository] = isKnown(image) ? (ecrImage.exec(image) ?? []) : ["", "*", "*", "*"];
  if (account === undefined) return [];
  const arn = `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
  return [
    ...allow(["ecr:GetAuthorizationToken"], ["*"]),
    ...allow(["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"], [arn]),
  ];
}

/** `123456789012.dkr.ecr.us-east-1.amazonaws.com/forum-migration:1` */
const ecrImage = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/;

/** The services that have the secrets, as the names of their VPC endpoints. */
export function secretServices(secrets: Readonly<Record<string, string>>): string[] {
  return [...new Set(Object.values(secrets).map((arn) => (isParameter(arn) ? "ssm" : "secretsmanager")))];
}

function isParameter(arn: string): boolean {
  return arn.split(":")[2] === "ssm";
}

/** The ARN of a secret without the JSON key, stage and version that may follow it. */
function secretOf(valueFrom: string): string {
  return isParameter(valueFrom) ? valueFrom : valueFrom.split(":").slice(0, 7).join(":");
}
