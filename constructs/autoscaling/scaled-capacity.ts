import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { resourceReference } from "../table/resource-reference";
import type { ScaledDimension } from "./scaled-dimension";
import { type OfTarget, policySettings, scheduleSettings, targetSettings } from "./scaling-settings";

/** The resource that a {@link ScaledCapacity} scales. */
export interface ScaledCapacityProps {
  readonly dimensions: readonly ScaledDimension[];
  /** The table's name. Pass the resource's attribute, so that the table is created first. */
  readonly tableName: string;
  /** Resources that must be created first, if the table name does not refer to them. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
  /**
   * The last part of the table's address, after which its own scaling is named:
   * `aws_appautoscaling_target.<logicalId>_read`. The addresses of what scales its indexes are derived from the path.
   *
   * @default derived from the paths
   */
  readonly logicalId?: string;
}

/**
 * The scaling of every capacity of a table that follows its use. Checks nothing: what makes it has checked the
 * table.
 */
export class ScaledCapacity extends Construct {
  /** Resources that a replica in the same stack depends on. */
  readonly writePolicies: readonly AppautoscalingPolicy[];

  /** Makes the resources itself: cdktf keeps the call stack of every token, and each frame of it costs time. */
  constructor(scope: Construct, id: string, props: ScaledCapacityProps) {
    super(scope, id);
    const { dimensions, tableName, dependsOn, logicalId } = props;
    const writePolicies: AppautoscalingPolicy[] = [];
    for (const dimension of dimensions) {
      const { kind, index } = dimension;
      const part = new Construct(this, `${index === undefined ? "Table" : `Index.${index}`}.${kind}`);
      const settings = targetSettings(dimension, tableName, dependsOn);
      const target = new AppautoscalingTarget(part, "Target", settings);
      const address = index === undefined && logicalId !== undefined ? `${logicalId}_${kind}` : undefined;
      if (address !== undefined) target.overrideLogicalId(address);
      const { serviceNamespace, scalableDimension } = settings;
      // Only the id refers to the target, so that Terraform creates the target first.
      const resourceId = resourceReference(target, "resource_id");
      const ofTarget = { serviceNamespace, resourceId, scalableDimension };
      const policy = new AppautoscalingPolicy(part, "Policy", policySettings(dimension, ofTarget));
      if (address !== undefined) policy.overrideLogicalId(address);
      makeSchedule(part, dimension, ofTarget, policy, address);
      if (kind === "write") writePolicies.push(policy);
    }
    this.writePolicies = writePolicies;
  }
}

/** One after the other: Application Auto Scaling refuses two changes of one target at a time. */
function makeSchedule(
  part: Construct,
  { kind, capacity: { schedule } }: ScaledDimension,
  ofTarget: OfTarget,
  policy: AppautoscalingPolicy,
  address: string | undefined,
): void {
  schedule.reduce<ITerraformDependable>((before, bounds, position) => {
    const action = new AppautoscalingScheduledAction(part, `Schedule.${position}`, {
      ...scheduleSettings(kind, position, bounds, ofTarget),
      dependsOn: [before],
    });
    if (address !== undefined) action.overrideLogicalId(`${address}_${position}`);
    return action;
  }, policy);
}
