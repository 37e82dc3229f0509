import { DataAwsDynamodbTables } from "@cdktf/provider-aws/lib/data-aws-dynamodb-tables";
import { Fn, type IResolvable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";

const listId = "tableNames";

/**
 * Whether a table exists in the region of the stack at the time of a plan. It costs one `ListTables` per stack in each plan.
 *
 * @param tableName must be known at plan time: the table's own name, not an attribute of its resource
 */
export function tableExists(scope: Construct, tableName: string): IResolvable {
  // If the region has no tables, their names are null.
  return Fn.try([Fn.contains(tableNames(scope), tableName), false]) as IResolvable;
}

/** The names of the tables of a stack's region. */
function tableNames(scope: Construct): string[] {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(listId) as DataAwsDynamodbTables | undefined;
  return (existing ?? new DataAwsDynamodbTables(stack, listId)).names;
}
