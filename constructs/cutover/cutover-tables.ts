import { topicArnViolations } from "../monitoring/topic-rules";
import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import { Attribute } from "../table/attribute";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { tableViolations } from "../table/table-rules";
import { cutoverThresholdViolations } from "./cutover-alarms";
import type { CutoverControlProps } from "./cutover-control-props";

/** One of the two tables of a cutover. */
export type CutoverTable = "control" | "ledger";

/** The name in AWS of one of the tables. */
export function cutoverTableName(name: string, table: CutoverTable): string {
  return `${name}-${table}`;
}

/**
 * The props of one of the tables. Both have the keys `pk` and `sk`. The reports of processes expire; the entries of the
 * ledger never do, since each is a record that may differ.
 */
export function cutoverTableProps(props: CutoverControlProps, table: CutoverTable): DynamoTableProps {
  const { name, region, pointInTimeRecovery, encryption, deletionProtection, tags } = props;
  return {
    name: cutoverTableName(name, table),
    partitionKey: Attribute.string("pk"),
    sortKey: Attribute.string("sk"),
    ...(table === "control" ? { ttl: "ttl" } : {}),
    ...{ region, pointInTimeRecovery, encryption, deletionProtection, tags },
  };
}

/** Every rule that the props of a cutover's control break. */
export function cutoverControlViolations(props: CutoverControlProps): Violation[] {
  const { name, alarms, topicArns } = props;
  const thresholds = alarms === false ? {} : (alarms ?? {});
  return [
    ...violationIf(
      isKnown(name) && !/^[A-Za-z0-9_.-]{1,240}$/.test(name),
      "cutover-name",
      ["name"],
      `must be 1 to 240 characters of A-Z, a-z, 0-9, _, . and -, got "${name}"`,
    ),
    ...tableViolations(cutoverTableProps(props, "control")).filter(({ rule }) => rule !== "table-name"),
    ...cutoverThresholdViolations(thresholds).map((one) => ({ ...one, path: ["alarms", ...one.path] })),
    ...topicArnViolations(["topicArns"], topicArns),
  ];
}
