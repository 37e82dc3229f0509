import type { AppautoscalingPolicyConfig } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import type { AppautoscalingScheduledActionConfig } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import type { AppautoscalingTargetConfig } from "@cdktf/provider-aws/lib/appautoscaling-target";
import type { ITerraformDependable } from "cdktf";
import type { ScheduledBounds } from "../table/capacity";
import type { CapacityKind, ScaledDimension } from "./scaled-dimension";

/** Names of a table's reads and writes in Application Auto Scaling. */
const words = {
  read: { dimension: "ReadCapacityUnits", metric: "DynamoDBReadCapacityUtilization" },
  write: { dimension: "WriteCapacityUnits", metric: "DynamoDBWriteCapacityUtilization" },
};

/** Attributes by which a policy or a scheduled action refers to its scalable target. */
export type OfTarget = Pick<
  AppautoscalingTargetConfig,
  "serviceNamespace" | "resourceId" | "scalableDimension"
>;

/**
 * The bounds of one capacity.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-dynamodb.html
 */
export function targetSettings(
  { index, kind, capacity }: ScaledDimension,
  tableName: string,
  dependsOn: readonly ITerraformDependable[] | undefined,
): AppautoscalingTargetConfig {
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

/** The share of a capacity that is to be in use. */
export function policySettings(
  { kind, capacity }: ScaledDimension,
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

/** Other bounds at other times. @param position in the capacity's schedule */
export function scheduleSettings(
  kind: CapacityKind,
  position: number,
  { cron, min, max, timezone }: ScheduledBounds,
  ofTarget: OfTarget,
): AppautoscalingScheduledActionConfig {
  return {
    name: `${kind}-schedule-${position}`,
    ...ofTarget,
    schedule: cron,
    timezone: timezone ?? "UTC",
    scalableTargetAction: { minCapacity: String(min), maxCapacity: String(max) },
  };
}
