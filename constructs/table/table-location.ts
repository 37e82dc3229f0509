import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { isKnown } from "../rules/known-value";
import { parsedTableArn } from "./table-arn";
import type { TableLocation } from "./table-settings";

/** The use of a table that is defined elsewhere. */
export interface TableUse {
  /** The feature that works in the table's account and region only, for the message: `alarms`. */
  readonly use: string;
  /** Name or ARN of the table. */
  readonly table: string;
  /** @default those in the ARN, if `table` is one */
  readonly location?: TableLocation;
}

const locationsOf = new WeakMap<TerraformStack, Record<string, object>>();

/**
 * Stops the plan if a stack is applied in another account or region than that of a table it refers to. Terraform knows
 * the account and region of a stack at plan only, so the check is the precondition of a `terraform_data`.
 */
export function holdTableLocation(user: Construct, { use, table, location }: TableUse): void {
  const { account, region } = location ?? parsedTableArn(table) ?? {};
  if (!isKnown(account) && !isKnown(region)) return;
  const stack = TerraformStack.of(user);
  const locations = locationsOf.get(stack) ?? addCheck(stack);
  const key = `${user.node.path.slice(stack.node.path.length + 1)} of ${isKnown(table) ? table : "table"}`;
  locations[key] = { use, account: isKnown(account) ? account : "", region: isKnown(region) ? region : "" };
}

function addCheck(stack: TerraformStack): Record<string, object> {
  const locations: Record<string, object> = {};
  locationsOf.set(stack, locations);
  const { accountReference, regionReference } = AwsAccount.of(stack);
  stack.addOverride("resource.terraform_data.referenced_table_location", {
    for_each: locations,
    lifecycle: {
      precondition: [precondition("account", accountReference), precondition("region", regionReference)],
    },
  });
  return locations;
}

function precondition(part: "account" | "region", own: string) {
  return {
    condition: `\${each.value.${part} == "" || each.value.${part} == ${own}}`,
    error_message: `\${each.key}: \${each.value.use} must be in the ${part} of the table, \${each.value.${part}}, but the ${part} of this stack is \${${own}}. Move them to a stack of that ${part}.`,
  };
}
