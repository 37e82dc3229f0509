import { Token } from "cdktf";
import type { TableSettings } from "../table/table-settings";
import type { GrantSettings } from "./grant-rules";
import { policyDocument } from "./policy-statement";
import { grantStatements } from "./table-grant";

/** Values that are known only after apply, with their typical length. */
export const typicalAccount = {
  arn: (service: string, region: string, resource: string) =>
    `arn:aws:${service}:${region}:123456789012:${resource}`,
};

const key = "00000000-0000-0000-0000-000000000000";

/**
 * The characters of a policy as IAM will count them, with values of typical length for those that are known only
 * after apply.
 */
export function policySize(grants: readonly GrantSettings[]): number {
  const { arn } = typicalAccount;
  const statements = grants.flatMap(({ table: { props }, ...grant }) => {
    const region = props.region ?? "us-east-1";
    const tableName = Token.isUnresolved(props.name) ? "" : props.name;
    const kmsKeyArn = ownsKey(props) ? arn("kms", region, `key/${key}`) : null;
    const table = { props, tableName, arn: arn("dynamodb", region, `table/${tableName}`), kmsKeyArn };
    return grantStatements({ table, ...grant }, typicalAccount);
  });
  return policyDocument(statements).length;
}

function ownsKey({ encryption }: TableSettings): boolean {
  return encryption?.kind === "customer-managed";
}
