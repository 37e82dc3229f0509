import { BatchComputeEnvironment } from "@cdktf/provider-aws/lib/batch-compute-environment";
import { BatchJobDefinition } from "@cdktf/provider-aws/lib/batch-job-definition";
import { BatchJobQueue } from "@cdktf/provider-aws/lib/batch-job-queue";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { Construct } from "constructs";
import { EcsTaskRole } from "../access/ecs-task-role";
import { attachPolicy, type Grantee, granteeId, type PolicyResource } from "../access/grantee";
import { policyDocument } from "../access/policy-statement";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import type { MigrationWorkersProps } from "./migration-workers-props";
import { RunStateBucket } from "./run-bucket";
import {
  defaultMaxWorkers,
  defaultTimeoutSeconds,
  defaultVcpu,
  workerContainer,
  workerRetries,
} from "./worker-container";
import { WorkerVpcEndpoints } from "./worker-endpoints";
import { defaultPrefix, workerNames } from "./worker-names";
import { workerGrants } from "./worker-settings";
import {
  executionStatements,
  jobStatements,
  type RunStateLocation,
  runStateStatements,
  secretServices,
} from "./worker-statements";
import { workersViolations } from "./workers-rules";

/** The value of the output `migration_workers`, by which `dynamodb-migrate run --on batch` finds the workers. */
export interface WorkersDescriptor {
  readonly formatVersion: 1;
  readonly region: string;
  readonly queueArn: string;
  readonly jobDefinitionArn: string;
  /** `s3://bucket/prefix`; each run is below it. */
  readonly location: string;
  readonly logGroup: string;
  /** Workers that run at the same time at most. */
  readonly maxWorkers: number;
}

/**
 * Workers of `dynamodb-migrate` on AWS Batch and Fargate: a queue and a job definition for array jobs, whose containers
 * execute `work <location>`, with the bucket that has the state of runs, the log group, the network and the roles.
 *
 * @see https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html
 *
 * @example
 * new MigrationWorkers(this, "workers", {
 *   name: "forum-prod-workers",
 *   region: "us-east-1",
 *   image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/forum-migration:1",
 *   tables: [posts],
 *   vpcId: "vpc-0abc",
 *   subnetIds: ["subnet-0abc"],
 * });
 */
export class MigrationWorkers extends Construct {
  /** The role that the workers have. */
  readonly jobRole: EcsTaskRole;
  /** The role that ECS starts them with. */
  readonly executionRole: EcsTaskRole;
  /** The bucket with the state of runs; undefined if the props name one. */
  readonly bucket: RunStateBucket["resource"] | undefined;
  /** The underlying resource, for what this construct does not cover. */
  readonly computeEnvironment: BatchComputeEnvironment;
  /** The underlying resource, for what this construct does not cover. */
  readonly queue: BatchJobQueue;
  /** The underlying resource, for what this construct does not cover. */
  readonly jobDefinition: BatchJobDefinition;
  /** The underlying resource, for what this construct does not cover. */
  readonly logGroup: CloudwatchLogGroup;

  private readonly names: ReturnType<typeof workerNames>;
  private readonly account: AwsAccount;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: MigrationWorkersProps,
  ) {
    refuse("MigrationWorkers", scope, id, workersViolations(props));
    super(scope, id);
    this.names = workerNames(props.name);
    this.account = AwsAccount.of(this);
    this.bucket = props.bucket === undefined ? this.makeBucket() : undefined;
    this.logGroup = new CloudwatchLogGroup(this, "Log", {
      ...{ name: this.names.logGroup, retentionInDays: props.logRetentionDays ?? 30, tags: this.tags },
    });
    this.jobRole = this.makeJobRole();
    this.executionRole = this.makeExecutionRole();
    const securityGroupIds = this.securityGroups();
    this.addEndpoints(securityGroupIds);
    this.computeEnvironment = this.makeComputeEnvironment(securityGroupIds);
    this.queue = new BatchJobQueue(this, "Queue", {
      ...{ name: props.name, priority: 1, state: "ENABLED", tags: this.tags },
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: this.computeEnvironment.arn }],
    });
    this.jobDefinition = this.makeJobDefinition();
  }

  /** `s3://bucket/prefix`, below which each run has its location: `s3://bucket/prefix/shop`. */
  get location(): string {
    return `s3://${this.bucketName}/${this.prefix}`;
  }

  /**
   * Grants what `dynamodb-migrate run --on batch`, `status`, `stop` and the other commands of a location do with the
   * queue and the state of runs. It does not grant the tables: a `MigrationRole` does.
   *
   * @returns the grantee's inline policy
   */
  grantOperator(grantee: Grantee): PolicyResource {
    const { name, region } = this.props;
    const batch = (resource: string) => this.account.arn("batch", region, resource);
    const statements = [
      ...runStateStatements(this.stateLocation),
      ...jobStatements(this.queue.arn, batch(`job-definition/${name}`), batch("job/*")),
    ];
    const policy = { name: `workers-${name}`, policy: policyDocument(statements) };
    return attachPolicy(this, granteeId(this, grantee), grantee, policy);
  }

  /** Description of the workers for other programs, as the value of the Terraform output `migration_workers`. */
  describe(): WorkersDescriptor {
    const { region, maxWorkers = defaultMaxWorkers } = this.props;
    return {
      ...{ formatVersion: 1, region, queueArn: this.queue.arn, jobDefinitionArn: this.jobDefinition.arn },
      ...{ location: this.location, logGroup: this.logGroup.name, maxWorkers },
    };
  }

  private get tags(): Record<string, string> | undefined {
    return this.props.tags && { ...this.props.tags };
  }

  private get prefix(): string {
    return this.props.prefix ?? defaultPrefix;
  }

  private get bucketName(): string {
    return this.bucket?.id ?? (this.props.bucket?.name as string);
  }

  private get stateLocation(): RunStateLocation {
    const bucketArn = this.bucket?.arn ?? `arn:${this.account.partition}:s3:::${this.bucketName}`;
    return { bucketArn, prefix: this.prefix, keyArn: this.props.bucket?.keyArn };
  }

  private makeBucket(): RunStateBucket["resource"] {
    const bucket = this.names.bucket(this.account.accountId);
    return new RunStateBucket(this, "Bucket", { bucket, tags: this.props.tags }).resource;
  }

  private makeJobRole(): EcsTaskRole {
    const role = new EcsTaskRole(this, "JobRole", {
      ...{ name: this.names.jobRole, grants: workerGrants(this.props), tags: this.props.tags },
    });
    const policy = policyDocument(runStateStatements(this.stateLocation));
    new IamRolePolicy(this, "RunState", { role: role.resource.name, name: "run-state", policy });
    return role;
  }

  private makeExecutionRole(): EcsTaskRole {
    const { executionRole: name } = this.names;
    const role = new EcsTaskRole(this, "ExecutionRole", { name, grants: [], tags: this.props.tags });
    const policy = policyDocument(executionStatements(this.props, this.logGroup.arn, this.account));
    new IamRolePolicy(this, "Execution", { role: role.resource.name, name: "execution", policy });
    return role;
  }

  private securityGroups(): readonly string[] {
    const { securityGroupIds, vpcId } = this.props;
    if (securityGroupIds) return securityGroupIds;
    const group = new SecurityGroup(this, "SecurityGroup", {
      ...{
        name: this.names.securityGroup,
        vpcId,
        description: "Workers of dynamodb-migrate",
        tags: this.tags,
      },
      // Sources may be at any port.
      egress: [{ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] }],
    });
    return [group.id];
  }

  private addEndpoints(securityGroupIds: readonly string[]): void {
    const { endpoints, region, vpcId = "", subnetIds, secrets = {}, tags } = this.props;
    if (!endpoints) return;
    const { routeTableIds, dynamodb = true } = endpoints;
    new WorkerVpcEndpoints(this, "Endpoints", {
      ...{ name: this.names.endpointSecurityGroup, region, vpcId, subnetIds, routeTableIds, dynamodb, tags },
      ...{ securityGroupIds, services: ["ecr.api", "ecr.dkr", "logs", ...secretServices(secrets)] },
    });
  }

  /** Without a name, which the versions 5 and 6 of the provider call differently: Terraform makes one. */
  private makeComputeEnvironment(securityGroupIds: readonly string[]): BatchComputeEnvironment {
    const { spot = false, subnetIds, serviceRoleArn, name } = this.props;
    const { vcpu = defaultVcpu, maxWorkers = defaultMaxWorkers } = this.props;
    return new BatchComputeEnvironment(this, "ComputeEnvironment", {
      ...{
        type: "MANAGED",
        state: "ENABLED",
        serviceRole: serviceRoleArn,
        tags: { Name: name, ...this.tags },
      },
      computeResources: {
        type: spot ? "FARGATE_SPOT" : "FARGATE",
        maxVcpus: Math.ceil(vcpu * maxWorkers),
        ...{ subnets: [...subnetIds], securityGroupIds: [...securityGroupIds] },
      },
      // A queue must have an environment while another one replaces it.
      lifecycle: { createBeforeDestroy: true },
    });
  }

  private makeJobDefinition(): BatchJobDefinition {
    const { name, timeoutSeconds = defaultTimeoutSeconds } = this.props;
    return new BatchJobDefinition(this, "JobDefinition", {
      ...{ name, type: "container", platformCapabilities: ["FARGATE"], propagateTags: true, tags: this.tags },
      containerProperties: workerContainer(this.props, {
        jobRoleArn: this.jobRole.arn,
        executionRoleArn: this.executionRole.arn,
        logGroup: this.logGroup.name,
      }),
      retryStrategy: { ...workerRetries, evaluateOnExit: [...workerRetries.evaluateOnExit] },
      timeout: { attemptDurationSeconds: timeoutSeconds },
    });
  }
}
