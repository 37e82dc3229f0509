import {
  AppautoscalingPolicy,
  type AppautoscalingPolicyConfig,
} from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import {
  AppautoscalingTarget,
  type AppautoscalingTargetConfig,
} from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ScheduledBounds } from "../table/capacity";
import type { ScaledDimension } from "./scaled-dimension";

export interface CapacityScalingProps extends ScaledDimension {
  /** The table's name; give the resource's attribute, so that the table is made first. */
  readonly tableName: string;
  /** What must be there first, where the name alone does not say so. @default nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** What Application Auto Scaling calls the reads and the writes of a table. */
const words = {
  read: { dimension: "ReadCapacityUnits", metric: "DynamoDBReadCapacityUtilization" },
  write: { dimension: "WriteCapacityUnits", metric: "DynamoDBWriteCapacityUtilization" },
};

/** What a policy and a scheduled action say of the target that they belong to. */
type OfTarget = Pick<AppautoscalingTargetConfig, "serviceNamespace" | "resourceId" | "scalableDimension">;

/**
 * The scaling of one capacity: its bounds, the share that is to be in use, and other bounds at other times.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-dynamodb.html
 */
export class CapacityScaling extends Construct {
  readonly policy: AppautoscalingPolicy;

  /** Makes the resources itself: cdktf keeps the call stack of every token, and each frame of it costs time. */
  constructor(scope: Construct, id: string, props: CapacityScalingProps) {
    super(scope, id);
    const settings = targetSettings(props);
    const target = new AppautoscalingTarget(this, "Target", settings);
    const { serviceNamespace, scalableDimension } = settings;
    // The id alone refers to the target, so that it is made first; a reference is a token too.
    const ofTarget = { serviceNamespace, resourceId: target.resourceId, scalableDimension };
    this.policy = new AppautoscalingPolicy(this, "Policy", policySettings(props, ofTarget));
    this.makeSchedule(props, ofTarget);
  }

  /** One after the other: Application Auto Scaling refuses two changes of one target at a time. */
  private makeSchedule({ kind, capacity }: CapacityScalingProps, ofTarget: OfTarget): void {
    capacity.schedule.reduce<ITerraformDependable>(
      (before, bounds, position) =>
        new AppautoscalingScheduledAction(this, `Schedule.${position}`, {
          name: `${kind}-schedule-${position}`,
          ...ofTarget,
          ...scheduleSettings(bounds),
          dependsOn: [before],
        }),
      this.policy,
    );
  }
}

function targetSettings({
  tableName,
  index,
  kind,
  capacity,
  dependsOn,
}: CapacityScalingProps): AppautoscalingTargetConfig {
  return {
    serviceNamespace: "dynamodb",
    resourceId: `table/${tableName}${index === undefined ? "" : `/index/${index}`}`,
    scalableDimension: `dynamodb:${index === undefined ? "table" : "index"}:${words[kind].dimension}`,
    minCapacity: capacity.min,
    maxCapacity: capacity.max,
    dependsOn: dependsOn && [...dependsOn],
    // A scheduled action writes its bounds into the target, where an apply would take them back.
    lifecycle:
      capacity.schedule.length === 0 ? undefined : { ignoreChanges: ["min_capacity", "max_capacity"] },
  };
}

function policySettings(
  { kind, capacity }: CapacityScalingProps,
  ofTarget: OfTarget,
): AppautoscalingPolicyConfig {
  return {
    name: `${kind}-target-tracking`,
    policyType: "TargetTrackingScaling",
    ...ofTarget,
    targetTrackingScalingPolicyConfiguration: {
      predefinedMetricSpecification: { predefinedMetricType: words[kind].metric },
      targetValue: capacity.target,
      scaleInCooldown: capacity.scaleInCooldownSeconds,
      scaleOutCooldown: capacity.scaleOutCooldownSeconds,
    },
  };
}

function scheduleSettings({ cron, min, max, timezone }: ScheduledBounds) {
  return {
    schedule: cron,
    timezone: timezone ?? "UTC",
    scalableTargetAction: { minCapacity: String(min), maxCapacity: String(max) },
  };
}
