import type { Construct } from "constructs";
import { addStackBlock } from "../lifecycle/stack-block";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";

/**
 * Has Terraform take over a table that is there, by its name, with the next apply; from then on the block says
 * nothing. It takes Terraform 1.5. There is no change to the table if the props describe it as it is. The block is
 * written here and not by `importFrom` of the resource, which starts Terraform for each of them to learn its version.
 */
export function adoptTable(scope: Construct, address: string, tableName: string): void {
  addStackBlock(scope, "import", { to: address, id: tableName });
}

const address = /^(module\.[\w-]+(\[[^\]]+\])?\.)*aws_dynamodb_table\.[\w-]+(\[[^\]]+\])?$/;

export function movedViolations(movedFrom: string | undefined): Violation[] {
  return violationIf(
    isKnown(movedFrom) && !address.test(movedFrom),
    "moved-address",
    ["movedFrom"],
    `must be the address of a table in the same state, such as module.posts.aws_dynamodb_table.this[0], got "${movedFrom}"`,
  );
}
