import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { regionViolations } from "../replica/region-rules";
import { isKnown } from "../rules/known-value";
import { refuse } from "../rules/refuse";
import { type Violation, violationIf } from "../rules/violation";
import { attachPolicy, type Grantee, policyName } from "./grantee";
import { allow, policyDocument } from "./policy-statement";

/** What a {@link TablePrefixPolicy} is. */
export interface TablePrefixPolicyProps {
  /** What the tables' names begin with, 1 to 254 characters of A-Z, a-z, 0-9, `_`, `.` and `-`. */
  readonly prefix: string;
  /** Whom it is granted to. */
  readonly grantee: Grantee;
  /** The regions of the tables, at least one. */
  readonly regions: readonly string[];
  /** Whether the tables may be deleted, too. @default false */
  readonly mayDelete?: boolean;
}

const onTables = [
  ...["CreateTable", "DescribeTable", "DescribeTimeToLive", "UpdateTimeToLive"],
  ...["GetItem", "BatchGetItem", "Query", "Scan"],
  ...["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"],
];

/**
 * What an application needs that makes its own tables, all of whose names begin alike: to make and use them, and
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
    refuse("TablePrefixPolicy", scope, id, tablePrefixViolations(props));
    super(scope, id);
    const { prefix, grantee, regions, mayDelete = false } = props;
    const account = AwsAccount.of(this);
    const tables = regions.map((region) => account.arn("dynamodb", region, `table/${prefix}*`));
    const indexes = tables.map((table) => `${table}/index/*`);
    const actions = [...onTables, ...(mayDelete ? ["DeleteTable"] : [])];
    const policy = policyDocument([
      ...allow(dynamodb(actions), tables),
      ...allow(dynamodb(["Query", "Scan"]), indexes),
      ...allow(dynamodb(["ListTables"]), ["*"], { StringEquals: { "aws:RequestedRegion": regions } }),
    ]);
    attachPolicy(this, "Policy", grantee, { name: policyName(prefix), policy });
  }
}

/** Every rule that the policy's props break. */
export function tablePrefixViolations({ prefix, regions }: TablePrefixPolicyProps): Violation[] {
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
  ];
}

function dynamodb(actions: readonly string[]): string[] {
  return actions.map((action) => `dynamodb:${action}`);
}
