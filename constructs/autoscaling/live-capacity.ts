import { DataAwsDynamodbTable } from "@cdktf/provider-aws/lib/data-aws-dynamodb-table";
import { Fn, ref, Token } from "cdktf";
import { Construct } from "constructs";
import { tableExists } from "../table/existing-tables";
import type { ScaledDimension } from "./scaled-dimension";

/**
 * The capacity of a table and of its global indexes at the time of a plan. It is the configured capacity, so that no
 * plan changes what autoscaling has set.
 *
 * Two cases need it, because `ignore_changes` does not work for them:
 * - The indexes of a table are a set to Terraform, in which `ignore_changes` cannot tell one index's capacity from the
 *   rest of it. Ignoring the whole set would leave Terraform unable to add, change or remove an index.
 * - A table with replicas that changes from on-demand to autoscaled capacity. The provider sends an ignored capacity as
 *   1 unit, and fixed write capacity in between is not possible with replicas.
 *
 * It costs one `ListTables` per stack and one `DescribeTable` per table in each plan, and the role that plans needs the
 * permission for both. A table that does not exist or is on-demand starts with the minimum.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/671
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/38100
 */
export class LiveCapacity extends Construct {
  private readonly table: DataAwsDynamodbTable;

  /** @param tableName must be known at plan time: the table's own name, not an attribute of its resource */
  constructor(scope: Construct, id: string, tableName: string) {
    super(scope, id);
    this.table = new DataAwsDynamodbTable(this, "Table", {
      name: tableName,
      count: Token.asNumber(Fn.conditional(tableExists(this, tableName), 1, 0)),
    });
  }

  /** Units per second; the minimum if the table or index does not exist or is on-demand. */
  units({ index, kind, capacity: { min } }: ScaledDimension): number {
    const table = `data.aws_dynamodb_table.${this.table.friendlyUniqueId}[0]`;
    const [parts, condition] =
      index === undefined
        ? [`[${table}]`, ""]
        : [`${table}.global_secondary_index`, `each.name == ${JSON.stringify(index)} && `];
    const units = `each.${kind}_capacity if ${condition}each.${kind}_capacity > 0`;
    return Token.asNumber(Fn.try([ref(`[for each in ${parts} : ${units}][0]`), min]));
  }
}
