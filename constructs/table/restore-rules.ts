import { isKnown } from "../rules/known-value";
import { namePattern } from "../rules/name-rules";
import { isUtcTime } from "../rules/utc-time";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";
import type { RestoreSource } from "./restore-source";
import { parsedTableArn } from "./table-arn";

const path = ["restoreFrom"];

/** The rules of a table that is restored from another one or from a backup. @param now milliseconds since 1970 */
export function restoreViolations(props: DynamoTableProps, now = Date.now()): Violation[] {
  const { restoreFrom } = props;
  if (restoreFrom === undefined) return [];
  return [
    ...sourceViolations(restoreFrom, props, now),
    ...unsentViolations(props),
    ...violationIf(
      props.importFrom !== undefined,
      "restore-exclusive",
      path,
      "a table is either restored or imported from S3; remove restoreFrom or importFrom",
    ),
    ...violationIf(
      props.adopt === true,
      "restore-exclusive",
      ["adopt"],
      "a table that exists cannot be restored; remove adopt or restoreFrom",
    ),
  ];
}

function sourceViolations(source: RestoreSource, props: DynamoTableProps, now: number): Violation[] {
  const given = (["table", "backupArn", "newestBackupOf"] as const).filter((key) => key in source);
  if (given.length !== 1)
    return [
      {
        rule: "restore-source",
        path,
        message: `must have exactly one of table, backupArn and newestBackupOf, got ${given.join(" and ") || "none"}`,
      },
    ];
  if ("table" in source) return pointInTimeViolations(source, props, now);
  if ("backupArn" in source) return backupArnViolations(source.backupArn);
  return sourceNameViolations("newestBackupOf", source.newestBackupOf);
}

function pointInTimeViolations(
  { table, at = "latest" }: Extract<RestoreSource, { table: string }>,
  { name, region }: DynamoTableProps,
  now: number,
): Violation[] {
  const arn = parsedTableArn(table);
  const isItself = arn === undefined ? table === name : arn.name === name && arn.region === region;
  return [
    ...(arn === undefined ? sourceNameViolations("table", table) : []),
    ...violationIf(
      isKnown(table) && isItself,
      "restore-source",
      [...path, "table"],
      `must be another table: AWS restores to a new table, got "${table}"; give the new table another name`,
    ),
    ...timeViolations(at, now),
  ];
}

function sourceNameViolations(key: "table" | "newestBackupOf", name: string): Violation[] {
  const orArn = key === "table" ? ", or its ARN (arn:aws:dynamodb:<region>:<account>:table/<name>)" : "";
  return violationIf(
    isKnown(name) && !namePattern.test(name),
    "restore-source",
    [...path, key],
    `must be the name of a table${orArn}, got "${name}"`,
  );
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableFromBackup.html */
function backupArnViolations(arn: string): Violation[] {
  return violationIf(
    isKnown(arn) &&
      !/^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[A-Za-z0-9_.-]+\/backup\/[^/]+$/.test(arn),
    "restore-source",
    [...path, "backupArn"],
    `must be the ARN of a backup of DynamoDB (arn:aws:dynamodb:<region>:<account>:table/<name>/backup/<id>), got "${arn}"; restore a recovery point of AWS Backup there, and adopt the table`,
  );
}

/** AWS refuses a time outside the recovery period of the source, of which only the end is known here. */
function timeViolations(at: string, now: number): Violation[] {
  if (!isKnown(at) || at === "latest") return [];
  const isTime = isUtcTime(at);
  return [
    ...violationIf(
      !isTime,
      "restore-time",
      [...path, "at"],
      `must be latest or a UTC time such as 2026-11-26T10:00:00Z, got "${at}"`,
    ),
    ...violationIf(
      isTime && new Date(at).getTime() > now,
      "restore-time",
      [...path, "at"],
      `must be in the past, got "${at}"; write latest for the newest state`,
    ),
  ];
}

/** The provider does not send these with a restore, and would plan them with the next apply. */
const unsent: Readonly<Record<string, (props: DynamoTableProps) => boolean>> = {
  stream: ({ stream }) => stream !== undefined && stream !== false,
  replicaRegions: ({ replicaRegions }) => isKnown(replicaRegions) && replicaRegions.length > 0,
  tableClass: ({ tableClass }) => tableClass !== undefined && tableClass !== "standard",
  tags: ({ tags }) => Object.keys(tags ?? {}).length > 0,
  warmThroughput: ({ warmThroughput }) => warmThroughput !== undefined,
  billing: ({ billing }) =>
    billing?.mode === "on-demand" && (billing.maxRead !== undefined || billing.maxWrite !== undefined),
};

/** @see https://github.com/hashicorp/terraform-provider-aws/blob/v6.25.0/internal/service/dynamodb/table.go */
function unsentViolations(props: DynamoTableProps): Violation[] {
  return [
    ...Object.entries(unsent).flatMap(([key, isSet]) =>
      violationIf(
        isSet(props),
        "restore-unsent",
        [key],
        "a table is restored without it; add it and remove restoreFrom after the restore was applied",
      ),
    ),
    ...violationIf(
      props.deletionProtection !== false,
      "restore-unsent",
      ["deletionProtection"],
      "must be false until the restore is applied, since the table is created without it; preventDestroy may be true",
    ),
  ];
}
