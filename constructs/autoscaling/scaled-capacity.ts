import type { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { CapacityScaling } from "./capacity-scaling";
import type { ScaledDimension } from "./scaled-dimension";

/** What a {@link ScaledCapacity} scales. */
export interface ScaledCapacityProps {
  readonly dimensions: readonly ScaledDimension[];
  /** The table's name; give the resource's attribute, so that the table is made first. */
  readonly tableName: string;
  /** What must be there first, where the name alone does not say so. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** The scaling of every capacity of a table that follows its use. Checks nothing: what makes it has checked the table. */
export class ScaledCapacity extends Construct {
  /** What a replica in the same stack has to wait for. */
  readonly writePolicies: readonly AppautoscalingPolicy[];

  constructor(scope: Construct, id: string, { dimensions, tableName, dependsOn }: ScaledCapacityProps) {
    super(scope, id);
    const writePolicies: AppautoscalingPolicy[] = [];
    // A plain loop: cdktf keeps the whole call stack of every token, and each frame of it costs time.
    for (const dimension of dimensions) {
      const place = dimension.index === undefined ? "Table" : `Index.${dimension.index}`;
      const props = { ...dimension, tableName, dependsOn };
      const { policy } = new CapacityScaling(this, `${place}.${dimension.kind}`, props);
      if (dimension.kind === "write") writePolicies.push(policy);
    }
    this.writePolicies = writePolicies;
  }
}
