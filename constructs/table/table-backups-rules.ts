import { isKnown } from "../rules/known-value";
import { nameViolations } from "../rules/name-rules";
import { isUtcTime } from "../rules/utc-time";
import { type Violation, violationIf } from "../rules/violation";
import type { TableBackupsProps } from "./table-backups-props";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html */
export function tableBackupsViolations({ tableName, after, before }: TableBackupsProps): Violation[] {
  return [
    ...(tableName === undefined ? [] : nameViolations("table-name", ["tableName"], tableName)),
    ...timeViolations("after", after),
    ...timeViolations("before", before),
    ...violationIf(
      isTime(after) && isTime(before) && after >= before,
      "backups-period",
      ["before"],
      `must be later than after (${after}), got "${before}"`,
    ),
  ];
}

function timeViolations(key: "after" | "before", time: string | undefined): Violation[] {
  return violationIf(
    isKnown(time) && !isUtcTime(time),
    "backups-period",
    [key],
    `must be a UTC time such as 2026-11-26T10:00:00Z, got "${time}"`,
  );
}

function isTime(time: string | undefined): time is string {
  return isKnown(time) && isUtcTime(time);
}
