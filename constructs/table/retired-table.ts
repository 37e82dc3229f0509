import { Construct } from "constructs";
import { forgetResources } from "../lifecycle/forget-resources";
import { refuse } from "../rules/refuse";
import { DynamoTable } from "./dynamo-table";
import type { DynamoTableProps } from "./dynamo-table-props";
import { tableViolations } from "./table-rules";

/**
 * A table that Terraform forgets and AWS keeps: its items, indexes, capacity, scaling, insights, policy, Kinesis
 * destination and key stay as they are. Replace the `DynamoTable` by it, with the same id and props, and
 * apply it once in each environment; afterwards it can go. The alias of a key that was created for the table is deleted,
 * and so are its alarms, which are constructs of their own. It takes Terraform 1.7.
 *
 * @example
 * new RetiredTable(this, "carts", { name: "forum-prod-carts", partitionKey: Attribute.string("cartId") });
 */
export class RetiredTable extends Construct {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: DynamoTableProps) {
    refuse("RetiredTable", scope, id, tableViolations(props));
    super(scope, id);
    forgetResources(scope, (shadow) => new DynamoTable(shadow, id, props));
  }
}
