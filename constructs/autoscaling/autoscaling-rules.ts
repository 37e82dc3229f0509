import { isCron } from "../rules/cron";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { AutoscaledCapacity, ScheduledBounds } from "../table/capacity";

/** The rules of a capacity that follows its use. */
export function autoscalingViolations(path: readonly string[], capacity: AutoscaledCapacity): Violation[] {
  return [
    ...boundsViolations(path, capacity),
    ...targetViolations(path, capacity),
    ...(["scaleInCooldownSeconds", "scaleOutCooldownSeconds"] as const).flatMap((key) =>
      cooldownViolations([...path, key], capacity[key]),
    ),
    ...scheduleViolations([...path, "schedule"], capacity.schedule),
  ];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html */
function targetViolations(path: readonly string[], { target }: AutoscaledCapacity): Violation[] {
  return violationIf(
    isKnown(target) && !(target >= 20 && target <= 90),
    "autoscaling-target",
    [...path, "target"],
    `must be 20 to 90 percent, got ${target}`,
  );
}

function cooldownViolations(path: readonly string[], seconds: number): Violation[] {
  return violationIf(
    isKnown(seconds) && !(Number.isInteger(seconds) && seconds >= 0),
    "autoscaling-cooldown",
    path,
    `must be a whole number of seconds, at least 0, got ${seconds}`,
  );
}

function scheduleViolations(path: readonly string[], schedule: readonly ScheduledBounds[]): Violation[] {
  return [
    ...violationIf(
      schedule.length > 200,
      "autoscaling-schedule",
      path,
      `must be at most 200 entries, got ${schedule.length}`,
    ),
    ...schedule.flatMap((bounds, position) => [
      ...violationIf(
        isKnown(bounds.cron) && !isCron(bounds.cron),
        "autoscaling-schedule",
        [...path, position, "cron"],
        `must be six fields, such as cron(0 8 * * ? *), got "${bounds.cron}"`,
      ),
      ...boundsViolations([...path, position], bounds),
    ]),
  ];
}

function boundsViolations(
  path: readonly (string | number)[],
  { min, max }: Pick<ScheduledBounds, "min" | "max">,
): Violation[] {
  return [
    ...boundViolations([...path, "min"], min),
    ...boundViolations([...path, "max"], max),
    ...violationIf(
      isKnown(min) && isKnown(max) && min > max,
      "autoscaling-bounds",
      [...path, "min"],
      `must be at most max (${max}), got ${min}`,
    ),
  ];
}

function boundViolations(path: readonly (string | number)[], units: number): Violation[] {
  return violationIf(
    isKnown(units) && !(Number.isInteger(units) && units >= 1),
    "autoscaling-bounds",
    path,
    `must be a whole number of at least 1, got ${units}`,
  );
}
