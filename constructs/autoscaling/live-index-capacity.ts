import { DataAwsDynamodbTable } from "@cdktf/provider-aws/lib/data-aws-dynamodb-table";
import { DataAwsDynamodbTables } from "@cdktf/provider-aws/lib/data-aws-dynamodb-tables";
import { Fn, type IResolvable, ref, TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import type { CapacityKind } from "./scaled-dimension";

/**
 * The capacity that a table's global indexes have at the moment of a plan, which is written back as the
 * configuration, so that what was scaled is never planned to be anything else.
 *
 * The indexes of a table are a set to Terraform, in which `ignore_changes` cannot tell one index's capacity
 * from the rest of it. Ignoring the whole set would leave Terraform unable to add, change or remove an index.
 * Reading the capacity instead costs a `ListTables` a stack and a `DescribeTable` a table in each plan, and
 * whoever plans needs the permission for both. A table of which there is none yet begins with the minimum.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/671
 */
export class LiveIndexCapacity extends Construct {
  private readonly table: DataAwsDynamodbTable;

  /** @param tableName must be known when a plan is made: the table's own name, not an attribute of its resource */
  constructor(scope: Construct, id: string, tableName: string) {
    super(scope, id);
    // Where there are no tables at all, their names are null.
    const isThere = Fn.try([Fn.contains(tableNames(this), tableName), false]) as IResolvable;
    this.table = new DataAwsDynamodbTable(this, "Table", {
      name: tableName,
      count: Token.asNumber(Fn.conditional(isThere, 1, 0)),
    });
  }

  /** Units per second of an index, or the initial ones of an index that there is not yet or has none. */
  units(index: string, kind: CapacityKind, initial: number): number {
    const indexes = `data.aws_dynamodb_table.${this.table.friendlyUniqueId}[0].global_secondary_index`;
    const units = `each.${kind}_capacity if each.name == ${JSON.stringify(index)} && each.${kind}_capacity > 0`;
    return Token.asNumber(Fn.try([ref(`[for each in ${indexes} : ${units}][0]`), initial]));
  }
}

const listId = "tableNames";

/** The names of the tables of a stack's region. */
function tableNames(scope: Construct): string[] {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(listId) as DataAwsDynamodbTables | undefined;
  return (existing ?? new DataAwsDynamodbTables(stack, listId)).names;
}
