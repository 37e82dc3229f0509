import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import {
  containerEnvironment,
  environmentNameViolations,
  type EnvironmentEntry,
} from "./container-environment";
import { Grantee } from "./grantee";
import { noteInlinePolicy } from "./policy-limits";
import { policySize } from "./policy-size";
import { policyDocument } from "./policy-statement";
import { grantStatements, type TableGrant } from "./table-grant";
import { taskRoleViolations } from "./task-role-rules";

/** What a {@link EcsTaskRole} is. */
export interface EcsTaskRoleProps {
  /** 1 to 64 characters of A-Z, a-z, 0-9 and `_+=,.@-`; unique in the account, as roles belong to no region. */
  readonly name: string;
  /** What the role may do; each table once. */
  readonly grants: readonly TableGrant[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The role that the containers of an ECS service run under. Only ECS tasks of its own account can take it on,
 * and it allows what was granted and nothing else: on those tables, in each region that they are in, on their
 * indexes, and on the account's own keys that encrypt them.
 *
 * @example
 * const role = new EcsTaskRole(this, "posts-service", {
 *   name: "forum-prod-posts-service",
 *   grants: [{ table: posts, access: "read-write" }, { table: users, access: "read" }],
 * });
 * const environment = role.environment("us-east-1");
 */
export class EcsTaskRole extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: IamRole;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EcsTaskRoleProps,
  ) {
    const ids = props.grants.map(({ table }) => table.node.id);
    const variables = environmentNameViolations(ids, (position) => ["grants", position, "table"]);
    refuse("EcsTaskRole", scope, id, [...taskRoleViolations(props), ...variables]);
    super(scope, id);
    const account = AwsAccount.of(this);
    this.resource = new IamRole(this, "Resource", {
      name: props.name,
      assumeRolePolicy: trustPolicy(account),
      tags: props.tags && { ...props.tags },
    });
    const statements = props.grants.flatMap((grant) => grantStatements(grant, account));
    // A policy without statements is refused by IAM.
    if (statements.length > 0) {
      const policy = policyDocument(statements);
      new IamRolePolicy(this, "Tables", { role: this.resource.name, name: "dynamodb-tables", policy });
      noteInlinePolicy(this, Grantee.role(this.resource.name), policySize(props.grants));
    }
  }

  /** ARN of the role, for `taskRoleArn` of a task definition. */
  get arn(): string {
    return this.resource.arn;
  }

  /** `environment` for the container definitions of a task in a region: `AWS_REGION`, `POSTS_TABLE`, … */
  environment(region: string): EnvironmentEntry[] {
    const names = this.props.grants.map(({ table }) => [table.node.id, table.props.name] as const);
    return containerEnvironment(region, Object.fromEntries(names));
  }
}

/** The condition keeps ECS from being made another account's deputy. */
function trustPolicy(account: AwsAccount): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
      },
    ],
  });
}
