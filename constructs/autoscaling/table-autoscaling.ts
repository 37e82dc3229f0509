import type { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { type Violation, violationIf, within } from "../rules/violation";
import { billingViolations } from "../table/billing-rules";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { CapacityScaling } from "./capacity-scaling";
import { type CapacityKind, scaledDimensions } from "./scaled-dimension";

/** What a {@link TableAutoscaling} scales. */
export interface TableAutoscalingProps {
  /** The capacity of the table and of its global indexes; what is fixed is left alone. */
  readonly table: Pick<DynamoTableProps, "billing" | "indexes">;
  /** The table's name; give the resource's attribute, so that the table is made first. */
  readonly tableName: string;
  /** Which capacity is scaled here. A replica scales its reads; its writes follow the table's. @default both */
  readonly kinds?: readonly CapacityKind[];
  /** What must be there first, where the name alone does not say so. @default nothing */
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
export class TableAutoscaling extends Construct {
  /** What a replica in the same stack has to wait for. */
  readonly writePolicies: readonly AppautoscalingPolicy[];

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, { table, tableName, kinds, dependsOn }: TableAutoscalingProps) {
    refuse("TableAutoscaling", scope, id, tableAutoscalingViolations({ table, tableName, kinds }));
    super(scope, id);
    const writePolicies: AppautoscalingPolicy[] = [];
    // A plain loop: cdktf keeps the whole call stack of every token, and each frame of it costs time.
    for (const dimension of scaledDimensions(table, kinds)) {
      const place = dimension.index === undefined ? "Table" : `Index.${dimension.index}`;
      const props = { ...dimension, tableName, dependsOn };
      const { policy } = new CapacityScaling(this, `${place}.${dimension.kind}`, props);
      if (dimension.kind === "write") writePolicies.push(policy);
    }
    this.writePolicies = writePolicies;
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
