import { DynamodbResourcePolicy } from "@cdktf/provider-aws/lib/dynamodb-resource-policy";
import type { Construct } from "constructs";
import { actionViolations } from "../access/access-rules";
import type { Conditions } from "../access/policy-statement";
import { actionsOf, type TableAccess } from "../access/table-access";
import { isAdministration, plainAction } from "../access/table-action";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";

/**
 * What others may do with a table by the table's own policy, another account's roles among them; these need the
 * leave of their own account, too.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
 */
export interface ResourceGrant {
  /** ARNs of roles, users or accounts (`arn:aws:iam::123456789012:root`). */
  readonly principals: readonly string[];
  /** Any access except `stream`. A stream has its own policy. */
  readonly access: TableAccess;
  /**
   * Whether the principals `arn:aws:iam::…:root` may also change or delete the table itself (`DeleteTable`,
   * `UpdateTable`, …). Single roles and users may do so without this setting. @default false
   */
  readonly mayAdminister?: boolean;
  /** The VPC endpoint, `vpce-…`, through which requests must be sent. @default any way */
  readonly vpcEndpointId?: string;
}

/** Gives a table, or a replica in its own region, its policy. */
export function addResourcePolicy(
  scope: Construct,
  id: string,
  arn: string,
  grants: readonly ResourceGrant[] | undefined,
): void {
  if (grants === undefined || grants.length === 0) return;
  const statements = grants.flatMap((grant) => statementsOf(grant, arn));
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  new DynamodbResourcePolicy(scope, id, { resourceArn: arn, policy });
}

function statementsOf({ principals, access, vpcEndpointId }: ResourceGrant, arn: string) {
  const actions = actionsOf(access);
  const condition: Conditions = { StringEquals: { "aws:SourceVpce": vpcEndpointId ?? "" } };
  const allow = (action: readonly string[], resource: string) => ({
    ...{ Effect: "Allow", Principal: { AWS: principals }, Action: action, Resource: resource },
    ...(vpcEndpointId === undefined ? {} : { Condition: condition }),
  });
  return [
    ...(actions.table.length === 0 ? [] : [allow(actions.table, arn)]),
    ...(actions.index.length === 0 ? [] : [allow(actions.index, `${arn}/index/*`)]),
  ];
}

export function resourcePolicyViolations(grants: readonly ResourceGrant[] | undefined): Violation[] {
  return (grants ?? []).flatMap(({ principals, access, mayAdminister }, position) => [
    ...actionViolations(["resourcePolicy", position, "access"], access),
    ...violationIf(
      mayAdminister !== true && principals.some(isAccount) && actionsOf(access).table.some(isAdministration),
      "resource-policy",
      ["resourcePolicy", position, "access"],
      `a whole account must not change or delete the table itself (${actionsOf(access).table.filter(isAdministration).map(plainAction).join(", ")}); name a role, or set mayAdminister`,
    ),
    ...violationIf(
      principals.length === 0,
      "resource-policy",
      ["resourcePolicy", position, "principals"],
      "must name at least one role, user or account, got none",
    ),
    ...principals.flatMap((principal, index) =>
      violationIf(
        isKnown(principal) && !/^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)\/.+)$/.test(principal),
        "resource-policy",
        ["resourcePolicy", position, "principals", index],
        `must be the ARN of a role, a user or an account, got "${principal}"`,
      ),
    ),
    ...violationIf(
      actionsOf(access).stream.length + actionsOf(access).account.length > 0,
      "resource-policy",
      ["resourcePolicy", position, "access"],
      "a table's policy does not cover its stream; grant the stream to a role of the account",
    ),
  ]);
}

function isAccount(principal: string): boolean {
  return principal.endsWith(":root");
}
