import type { GrantableTable } from "../access/table-grant";

/** The bucket with the state of runs. */
export interface RunBucket {
  /** The bucket's name, 3 to 63 characters of a-z, 0-9, `.` and `-`. It must be private and in the region of the workers. */
  readonly name: string;
  /** ARN of the customer-managed KMS key that encrypts it. @default a key that S3 owns */
  readonly keyArn?: string;
}

/** Ways from the workers' subnets to AWS that do not lead through the internet. */
export interface WorkerEndpoints {
  /** Ids of at least one route table, `rtb-…`, of the subnets, for the gateway endpoints to S3 and DynamoDB. */
  readonly routeTableIds: readonly string[];
  /** Whether to create the gateway endpoint to DynamoDB. A route table can have one. @default true */
  readonly dynamodb?: boolean;
}

/** The props of {@link MigrationWorkers}. */
export interface MigrationWorkersProps {
  /**
   * Name of the job queue and job definition, and prefix of the other names: 1 to 50 characters of A-Z, a-z, 0-9, `_`
   * and `-`, of which the first is a letter or digit. Unique in the account, because roles are global.
   */
  readonly name: string;
  /** The region of the workers, which must be the region of their provider. */
  readonly region: string;
  /**
   * The container image with dynamodb-migrate as its entry point, with a tag or digest:
   * `123456789012.dkr.ecr.us-east-1.amazonaws.com/forum-migration:1`. All workers of a run must have the same image.
   */
  readonly image: string;
  /** Tables into which data is migrated. */
  readonly tables: readonly GrantableTable[];
  /** Tables that are sources of a migration, which the workers may read. @default none */
  readonly sources?: readonly GrantableTable[];
  /** Ids of 1 to 16 subnets, `subnet-…`, of one VPC. */
  readonly subnetIds: readonly string[];
  /** The VPC of the subnets, `vpc-…`, for the security group and the endpoints that are created. @default none is created */
  readonly vpcId?: string;
  /** Ids of security groups, `sg-…`, at most 5. @default a security group in `vpcId` without ingress */
  readonly securityGroupIds?: readonly string[];
  /**
   * Whether workers have public IP addresses. In a public subnet without endpoints, they cannot pull the image otherwise.
   *
   * @default false
   */
  readonly assignPublicIp?: boolean;
  /** VPC endpoints to create for private subnets without a NAT gateway. @default none */
  readonly endpoints?: WorkerEndpoints;
  /** Workers that run at the same time at most, 2 to 10,000, which is the range of an array job. @default 16 */
  readonly maxWorkers?: number;
  /** vCPUs of a worker: 0.25, 0.5, 1, 2, 4, 8 or 16. A worker uses little more than one. @default 1 */
  readonly vcpu?: number;
  /** Memory of a worker in MiB. Fargate allows certain values with each number of vCPUs. @default 2048 */
  readonly memoryMib?: number;
  /** Disk of a worker in GiB, 21 to 200. @default 20, which Fargate always has */
  readonly ephemeralStorageGib?: number;
  /** The processors that the image is built for. @default "X86_64" */
  readonly architecture?: "X86_64" | "ARM64";
  /**
   * Whether workers run on Fargate Spot, which costs less and is interrupted with 2 minutes' notice. A worker then saves,
   * and Batch starts it again.
   *
   * @default false
   */
  readonly spot?: boolean;
  /** Seconds after which Batch ends an attempt of a worker without a retry, at least 60. @default 1,209,600 (14 days) */
  readonly timeoutSeconds?: number;
  /**
   * Environment variables of the workers by name: those that the migration file names as `env`. A URL with a password is
   * refused: put it into `secrets`.
   *
   * @default AWS_REGION
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Environment variables whose values are secrets: ARNs of secrets in Secrets Manager, which may be followed by
   * `:<JSON key>::`, or of parameters of Systems Manager, by the variable's name.
   *
   * @default none
   */
  readonly secrets?: Readonly<Record<string, string>>;
  /** ARNs of the customer-managed KMS keys that encrypt the secrets. @default none */
  readonly secretKeyArns?: readonly string[];
  /** The bucket with the state of runs. @default a bucket `<name>-<account>-<region>` */
  readonly bucket?: RunBucket;
  /** Prefix of the locations of runs in the bucket: 1 to 200 characters, without slashes at its ends. @default "runs" */
  readonly prefix?: string;
  /** Days for which CloudWatch Logs keeps the workers' log. @default 30 */
  readonly logRetentionDays?: number;
  /** ARN of the role that AWS Batch manages the workers with. @default the service-linked role of AWS Batch */
  readonly serviceRoleArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}
