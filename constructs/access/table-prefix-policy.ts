import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { regionViolations } from "../replica/region-rules";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { type Violation, violationIf } from "../rules/violation";
import { attachPolicy, type Grantee, policyName } from "./grantee";
import { inlinePolicySize, noteInlinePolicy, policySizeViolations } from "./policy-limits";
import { typicalAccount } from "./policy-size";
import { allow, policyDocument } from "./policy-statement";

/** The props of a {@link TablePrefixPolicy}. */
export interface TablePrefixPolicyProps {
  /** Prefix of the table names, 1 to 254 characters of A-Z, a-z, 0-9, `_`, `.` and `-`. */
  readonly prefix: string;
  /** Role, user or group that gets the access. */
  readonly grantee: Grantee;
  /** The regions of the tables, at least one. */
  readonly regions: readonly string[];
  /** Whether the grantee may also delete the tables. @default false */
  readonly mayDelete?: boolean;
}

const onTables = [
  ...["CreateTable", "DescribeTable", "DescribeTimeToLive", "UpdateTimeToLive"],
  ...["GetItem", "BatchGetItem", "Query", "Scan"],
  ...["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"],
];

/**
 * Access of an application that creates its own tables with a common name prefix: to create and use them, and
 * to see which there are. AWS lets tables be listed only all or none.
 *
 * @example
 * new TablePrefixPolicy(this, "nexus", {
 *   prefix: "Nexus",
 *   grantee: Grantee.user("nexuslink-production"),
 *   regions: ["ap-southeast-1"],
 * });
 */
export class TablePrefixPolicy extends Construct {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: TablePrefixPolicyProps) {
    const { prefix, grantee } = props;
    refuse("TablePrefixPolicy", scope, id, tablePrefixViolations(props, inlinePolicySize(scope, grantee)));
    super(scope, id);
    noteInlinePolicy(this, grantee, tablePrefixPolicySize(props));
    const policy = tablePrefixDocument(props, AwsAccount.of(this));
    attachPolicy(this, "Policy", grantee, { name: policyName(prefix), policy });
  }
}

/** The characters of the policy as IAM will count them. */
export function tablePrefixPolicySize(props: TablePrefixPolicyProps): number {
  return tablePrefixDocument(props, typicalAccount).length;
}

function tablePrefixDocument(
  { prefix, regions, mayDelete = false }: TablePrefixPolicyProps,
  account: Pick<AwsAccount, "arn">,
): string {
  const tables = regions.map((region) => account.arn("dynamodb", region, `table/${prefix}*`));
  const indexes = tables.map((table) => `${table}/index/*`);
  const actions = [...onTables, ...(mayDelete ? ["DeleteTable"] : [])];
  return policyDocument([
    ...allow(dynamodb(actions), tables),
    ...allow(dynamodb(["Query", "Scan"]), indexes),
    ...allow(dynamodb(["ListTables"]), ["*"], { StringEquals: { "aws:RequestedRegion": regions } }),
  ]);
}

/** Every rule that the policy's props break. @param besides characters of what else the grantee has */
export function tablePrefixViolations(props: TablePrefixPolicyProps, besides = 0): Violation[] {
  const { prefix, grantee, regions } = props;
  return [
    ...violationIf(
      isKnown(prefix) && !/^[A-Za-z0-9_.-]{1,254}$/.test(prefix),
      "table-prefix",
      ["prefix"],
      `must be 1 to 254 characters of A-Z, a-z, 0-9, _, . and -, got "${prefix}"`,
    ),
    ...violationIf(
      regions.length === 0,
      "table-prefix",
      ["regions"],
      "must name at least one region, got none",
    ),
    ...regions.flatMap((region, position) => regionViolations(["regions", position], region)),
    ...policySizeViolations(grantee.kind, ["prefix"], besides + tablePrefixPolicySize(props)),
  ];
}

function dynamodb(actions: readonly string[]): string[] {
  return actions.map((action) => `dynamodb:${action}`);
}
