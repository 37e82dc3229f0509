import { isCron } from "../rules/cron";
import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { RestoreTestingProps } from "./restore-testing-props";

/** The settings of a restore test that the rules check. */
export type RestoreTestingSettings = Omit<RestoreTestingProps, "vaults"> & {
  readonly vaults: readonly unknown[];
};

const ranges = { selectionWindowDays: 365, startWindowHours: 168, validationWindowHours: 168 } as const;

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RestoreTestingPlanForCreate.html */
export function restoreTestingViolations(props: RestoreTestingSettings): Violation[] {
  const { name, vaults, schedule } = props;
  return [
    ...violationIf(
      isKnown(name) && !/^[A-Za-z0-9_]{1,50}$/.test(name),
      "restore-testing-name",
      ["name"],
      `the name must be 1 to 50 characters of A-Z, a-z, 0-9 and _, got "${name}"`,
    ),
    ...violationIf(
      vaults.length === 0,
      "restore-testing-vaults",
      ["vaults"],
      "must be at least one, got none",
    ),
    ...violationIf(
      isKnown(schedule) && !isCron(schedule),
      "backup-schedule",
      ["schedule"],
      `must be a cron expression of six fields with ? for one of the two days, such as cron(0 3 * * ? *), got "${schedule}"`,
    ),
    ...(Object.keys(ranges) as (keyof typeof ranges)[]).flatMap((key) =>
      violationIf(
        isKnown(props[key]) &&
          !(Number.isInteger(props[key]) && props[key] >= 1 && props[key] <= ranges[key]),
        "restore-testing-window",
        [key],
        `must be a whole number from 1 to ${ranges[key]}, got ${props[key]}`,
      ),
    ),
    ...tagViolations(props.tags),
  ];
}
