import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { type Violation, violationIf, within } from "../rules/violation";
import { billingViolations } from "../table/billing-rules";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { ScaledCapacity } from "./scaled-capacity";
import { type CapacityKind, scaledDimensions } from "./scaled-dimension";

/** The table or index that a {@link TableAutoscaling} scales. */
export interface TableAutoscalingProps {
  /** Capacity of the table and of its global indexes. Fixed capacity is not changed. */
  readonly table: Pick<DynamoTableProps, "billing" | "indexes">;
  /** The table's name. Pass the resource's attribute, so that the table is created first. */
  readonly tableName: string;
  /**
   * Kinds of capacity to scale. For a replica, use `["read"]`, because its write capacity is that of the table.
   *
   * @default both
   */
  readonly kinds?: readonly CapacityKind[];
  /** Resources that must be created first, if the table name does not refer to them. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * The autoscaling of a table and of its global indexes, reads and writes apart. A `DynamoTable` whose billing
 * has autoscaled capacity brings its own; this is for a table that something else makes, which then has to
 * ignore the capacity that is scaled.
 *
 * @example
 * new TableAutoscaling(this, "autoscaling", {
 *   tableName: "Posts",
 *   table: {
 *     billing: Billing.provisioned({
 *       read: Capacity.autoscaled({ min: 5, max: 100 }),
 *       write: Capacity.autoscaled({ min: 5, max: 50, target: 60 }),
 *     }),
 *   },
 * });
 */
export class TableAutoscaling extends ScaledCapacity {
  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: TableAutoscalingProps) {
    refuse("TableAutoscaling", scope, id, tableAutoscalingViolations(props));
    const { table, tableName, kinds, dependsOn } = props;
    super(scope, id, { dimensions: scaledDimensions(table, kinds), tableName, dependsOn });
  }
}

/** Every rule that the props break. */
export function tableAutoscalingViolations({ table, kinds }: TableAutoscalingProps): Violation[] {
  const scaled = scaledDimensions(table, kinds);
  return [
    ...within(["table"], billingViolations(table)),
    ...violationIf(
      scaled.length === 0,
      "autoscaling-capacity",
      ["table", "billing"],
      "must have capacity that is autoscaled, got none; an on-demand table scales by itself",
    ),
  ];
}
