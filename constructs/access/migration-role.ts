import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { mayHaveStream } from "../table/table-resource";
import type { TableSettings } from "../table/table-settings";
import { Grantee } from "./grantee";
import { migrationGrants } from "./migration-grants";
import { noteInlinePolicy, policySizeViolations } from "./policy-limits";
import { policySize } from "./policy-size";
import { policyDocument } from "./policy-statement";
import { type GrantableTable, grantStatements } from "./table-grant";
import { roleNameViolations } from "./task-role-rules";

/** The props of a {@link MigrationRole}. */
export interface MigrationRoleProps {
  /** 1 to 64 characters of A-Z, a-z, 0-9 and `_+=,.@-`; unique in the account, because roles are global. */
  readonly name: string;
  /** Tables into which data is migrated. */
  readonly tables: readonly GrantableTable[];
  /** ARNs of the roles and users that may assume the role, such as a pipeline's role. */
  readonly assumedBy: readonly string[];
  /**
   * Whether the role may read and delete single items, which `rollback`, `follow` and runs with a journal require.
   *
   * @default true
   */
  readonly rollback?: boolean;
  /**
   * Whether the role may also repair and end cutovers of the tables, which changes single items. Grant the tables of the
   * cutover with `CutoverControl.grantOperator`.
   *
   * @default false
   */
  readonly cutover?: boolean;
  /**
   * Source tables that `run` may read and `follow` may follow: their items, and the records of their streams. Each must
   * have a stream. @default no source table
   */
  readonly follow?: readonly GrantableTable[];
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * The role that `dynamodb-migrate` runs under: what its commands need on the tables, where they are made, and
 * nothing else.
 *
 * @example
 * new MigrationRole(this, "migration", {
 *   name: "forum-prod-migration",
 *   tables: [posts, users],
 *   assumedBy: ["arn:aws:iam::123456789012:role/pipeline"],
 * });
 */
export class MigrationRole extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: IamRole;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: MigrationRoleProps) {
    refuse("MigrationRole", scope, id, migrationRoleViolations(props));
    super(scope, id);
    const account = AwsAccount.of(this);
    this.resource = new IamRole(this, "Resource", {
      name: props.name,
      assumeRolePolicy: trustPolicy(props.assumedBy),
      tags: props.tags && { ...props.tags },
    });
    const statements = migrationGrants(props).flatMap((grant) => grantStatements(grant, account));
    const policy = policyDocument(statements);
    new IamRolePolicy(this, "Tables", { role: this.resource.name, name: "dynamodb-migration", policy });
    noteInlinePolicy(this, Grantee.role(this.resource.name), policySize(migrationGrants(props)));
  }

  /** ARN of the role, to assume it. */
  get arn(): string {
    return this.resource.arn;
  }
}

/** The settings of a migration role that the rules check. */
export interface MigrationRoleSettings extends Omit<MigrationRoleProps, "tables" | "follow"> {
  readonly tables: readonly { readonly props: TableSettings }[];
  readonly follow?: readonly { readonly props: TableSettings }[];
}

/** Every rule that a migration role's props break. */
export function migrationRoleViolations(props: MigrationRoleSettings): Violation[] {
  const { name, tables, assumedBy, follow = [], tags } = props;
  return [
    ...roleNameViolations(name),
    ...violationIf(tables.length === 0, "role-tables", ["tables"], "must name at least one table, got none"),
    ...violationIf(
      assumedBy.length === 0,
      "role-principal",
      ["assumedBy"],
      "must name at least one role or user that may assume it, got none",
    ),
    ...assumedBy.flatMap((arn, position) =>
      violationIf(
        isKnown(arn) && !/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/.test(arn),
        "role-principal",
        ["assumedBy", position],
        `must be the ARN of a role or user, got "${arn}"`,
      ),
    ),
    ...follow.flatMap((table, position) =>
      violationIf(
        !mayHaveStream(table.props),
        "grant-stream",
        ["follow", position],
        `the table "${table.props.name}" must have a stream to be followed; set its \`stream\` to "keys-only" or more`,
      ),
    ),
    ...policySizeViolations("role", ["tables"], policySize(migrationGrants(props))),
    ...tagViolations(tags),
  ];
}

function trustPolicy(assumedBy: readonly string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: assumedBy }, Action: "sts:AssumeRole" }],
  });
}
