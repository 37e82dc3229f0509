import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
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

/**
 * The scaling of one capacity: its bounds, the share that is to be in use, and other bounds at other times.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/services-that-can-integrate-dynamodb.html
 */
export class CapacityScaling extends Construct {
  readonly target: AppautoscalingTarget;
  readonly policy: AppautoscalingPolicy;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CapacityScalingProps,
  ) {
    super(scope, id);
    this.target = this.makeTarget();
    this.policy = this.makePolicy();
    this.makeSchedule();
  }

  private makeTarget(): AppautoscalingTarget {
    const { tableName, index, capacity, dependsOn } = this.props;
    return new AppautoscalingTarget(this, "Target", {
      serviceNamespace: "dynamodb",
      resourceId: `table/${tableName}${index === undefined ? "" : `/index/${index}`}`,
      scalableDimension: this.dimension(),
      minCapacity: capacity.min,
      maxCapacity: capacity.max,
      dependsOn: dependsOn && [...dependsOn],
      // A scheduled action writes its bounds into the target, where an apply would take them back.
      lifecycle:
        capacity.schedule.length === 0 ? undefined : { ignoreChanges: ["min_capacity", "max_capacity"] },
    });
  }

  private makePolicy(): AppautoscalingPolicy {
    const { kind, capacity } = this.props;
    return new AppautoscalingPolicy(this, "Policy", {
      name: `${kind}-target-tracking`,
      policyType: "TargetTrackingScaling",
      ...this.ofTarget(),
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: words[kind].metric },
        targetValue: capacity.target,
        scaleInCooldown: capacity.scaleInCooldownSeconds,
        scaleOutCooldown: capacity.scaleOutCooldownSeconds,
      },
    });
  }

  /** One after the other: Application Auto Scaling refuses two changes of one target at a time. */
  private makeSchedule(): void {
    this.props.capacity.schedule.reduce<ITerraformDependable>(
      (before, bounds, position) => this.makeAction(bounds, position, before),
      this.policy,
    );
  }

  private makeAction(
    { cron, min, max, timezone }: ScheduledBounds,
    position: number,
    after: ITerraformDependable,
  ) {
    return new AppautoscalingScheduledAction(this, `Schedule.${position}`, {
      name: `${this.props.kind}-schedule-${position}`,
      ...this.ofTarget(),
      schedule: cron,
      timezone: timezone ?? "UTC",
      scalableTargetAction: { minCapacity: String(min), maxCapacity: String(max) },
      dependsOn: [after],
    });
  }

  private dimension(): string {
    const { index, kind } = this.props;
    return `dynamodb:${index === undefined ? "table" : "index"}:${words[kind].dimension}`;
  }

  /** The id alone refers to the target, so that it is made first; every reference costs time at synthesis. */
  private ofTarget() {
    return {
      serviceNamespace: "dynamodb",
      resourceId: this.target.resourceId,
      scalableDimension: this.dimension(),
    };
  }
}
