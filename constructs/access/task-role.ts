import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import type { Violation } from "../rules/violation";
import {
  containerEnvironment,
  environmentNameViolations,
  type EnvironmentEntry,
} from "./container-environment";
import { Grantee } from "./grantee";
import { noteInlinePolicy } from "./policy-limits";
import { policySize } from "./policy-size";
import { policyDocument } from "./policy-statement";
import { grantStatements } from "./table-grant";
import type { TaskRoleProps } from "./task-role-props";
import { taskRoleViolations } from "./task-role-rules";

/** The differences between the roles of ECS, Lambda and EKS. */
export interface TaskRoleKind {
  /** The class, for messages. */
  readonly name: string;
  /** The rules that the props of the class break, apart from those of every role. */
  readonly violations?: readonly Violation[];
  /** The statement of the trust policy: who may assume the role. */
  readonly trust: (account: AwsAccount) => object;
}

/**
 * A role that a service runs under: `EcsTaskRole`, `LambdaRole`, `EksPodIdentityRole` or `EksServiceAccountRole`. It
 * allows what its grants say and nothing else: on those tables, in each of their regions, on their indexes, and on the
 * customer-managed keys that encrypt them.
 */
export abstract class TaskRole extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: IamRole;

  protected constructor(
    scope: Construct,
    id: string,
    private readonly props: TaskRoleProps,
    { name, violations = [], trust }: TaskRoleKind,
  ) {
    const ids = props.grants.map(({ table }) => table.node.id);
    const variables = environmentNameViolations(ids, (position) => ["grants", position, "table"]);
    refuse(name, scope, id, [...taskRoleViolations(props), ...violations, ...variables]);
    super(scope, id);
    const account = AwsAccount.of(this);
    this.resource = new IamRole(this, "Resource", {
      name: props.name,
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust(account)] }),
      tags: props.tags && { ...props.tags },
    });
    this.attachGrants(account);
  }

  /** ARN of the role. */
  get arn(): string {
    return this.resource.arn;
  }

  /** Environment variables of the service in a region: `AWS_REGION`, and one for each table such as `POSTS_TABLE`. */
  environment(region: string): EnvironmentEntry[] {
    return containerEnvironment(region, this.tableNames);
  }

  /** The names of the granted tables, by their construct ids. */
  protected get tableNames(): Record<string, string> {
    return Object.fromEntries(
      this.props.grants.map(({ table }) => [table.node.id, table.props.name] as const),
    );
  }

  private attachGrants(account: AwsAccount): void {
    const { grants } = this.props;
    const statements = grants.flatMap((grant) => grantStatements(grant, account));
    // IAM rejects a policy without statements.
    if (statements.length === 0) return;
    const policy = policyDocument(statements);
    new IamRolePolicy(this, "Tables", { role: this.resource.name, name: "dynamodb-tables", policy });
    noteInlinePolicy(this, Grantee.role(this.resource.name), policySize(grants));
  }
}
