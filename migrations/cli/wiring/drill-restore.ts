import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { describeTable, tableFrom } from "../../dynamodb/control/describe-table";
import { listBackups, restoreBackup, restoreLatest } from "../../dynamodb/control/on-demand-backups";
import { recoveryPeriod } from "../../dynamodb/control/recovery-period";
import { UnreachableError, UsageError } from "../../errors";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import type { RestoreTest } from "../../pipeline/drill/drill-result";
import type { DrillLeftovers } from "../../run-store/drill/drill-leftovers";
import type { ProcessContext } from "../process-context";
import type { DrillRegion } from "./drill-regions";
import { polling } from "./polling";

/** `recovery`: point-in-time recovery; `backup`: the newest on-demand backup; or a backup's ARN. @default the newest of both */
export type RestoreFrom = string | undefined;

/** What can be restored. */
interface RecoveryPoint extends Pick<RestoreTest, "kind" | "source"> {
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** A table to restore. */
export interface RestoredTable {
  readonly table: TargetTable;
  readonly description: TableDescription;
}

/** Restores the newest state of a table to a scratch table, which the caller deletes. */
export async function testRestore(
  { table, description }: RestoredTable,
  from: RestoreFrom,
  region: DrillRegion,
  leftovers: DrillLeftovers,
  context: ProcessContext,
): Promise<RestoreTest> {
  const point = await recoveryPoint(table.name, from, region);
  const id = Math.floor(context.random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
  const scratchTable = `${table.name.slice(0, 200)}-drill-${id}`;
  const { client, endpoint } = region;
  await leftovers.add({ kind: "table", region: region.region, endpoint, table: scratchTable });
  const ageSeconds = Math.max(0, context.now().getTime() - point.time) / 1000;
  const startedMs = context.monotonic();
  const waiting = polling(`restore of ${table.name}`, context);
  if (point.kind === "recovery") await restoreLatest(client, table.name, scratchTable, waiting);
  else await restoreBackup(client, point.source, scratchTable, waiting);
  const restoreSeconds = (context.monotonic() - startedMs) / 1000;
  const restored = tableFrom(await describeTable(client, scratchTable, region.place));
  const { kind, source } = point;
  const structure = differencesOf(tableFrom(description), restored);
  return { kind, source, ageSeconds, restoreSeconds, scratchTable, structure };
}

/** @throws UnreachableError if there is nothing to restore */
async function recoveryPoint(
  table: string,
  from: RestoreFrom,
  { client }: DrillRegion,
): Promise<RecoveryPoint> {
  if (from?.startsWith("arn:")) return backupPoint(table, from, client);
  if (from !== undefined && from !== "recovery" && from !== "backup")
    throw new UsageError(
      "drill-restore-invalid",
      `--restore-from must be recovery, backup or the ARN of a backup, got "${from}"`,
    );
  const period = from === "backup" ? undefined : await recoveryPeriod(client, table);
  const recovery = period && {
    ...{ kind: "recovery" as const, source: new Date(period.latest).toISOString(), time: period.latest },
  };
  if (from === "recovery" && !recovery) throw nothing(table, "point-in-time recovery is off");
  const backup = from === "recovery" ? undefined : await newestBackup(table, client);
  if (!recovery && !backup)
    throw nothing(
      table,
      from === "backup"
        ? "it has no on-demand backup"
        : "it has no on-demand backup, and point-in-time recovery is off",
    );
  return (recovery?.time ?? 0) >= (backup?.time ?? 0)
    ? (recovery as RecoveryPoint)
    : (backup as RecoveryPoint);
}

async function newestBackup(
  table: string,
  client: DrillRegion["client"],
): Promise<RecoveryPoint | undefined> {
  const backups = await listBackups(client, table);
  const usable = backups.filter(({ status }) => status === "AVAILABLE");
  const newest = usable.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  return newest && { kind: "backup", source: newest.arn, time: Date.parse(newest.createdAt) };
}

async function backupPoint(
  table: string,
  arn: string,
  client: DrillRegion["client"],
): Promise<RecoveryPoint> {
  if (arn.startsWith("arn:aws:backup:"))
    throw new UsageError(
      "drill-restore-invalid",
      `--restore-from: ${arn} is a recovery point of AWS Backup, which restores it itself; use a restore testing plan (docs/constructs/restore-testing.md), or name an on-demand backup`,
    );
  const found = (await listBackups(client, table)).find((backup) => backup.arn === arn);
  if (found) return { kind: "backup", source: arn, time: Date.parse(found.createdAt) };
  throw new UsageError(
    "drill-restore-invalid",
    `--restore-from: ${arn} is no on-demand backup of table ${table}; backup --list shows those that exist`,
  );
}

function nothing(table: string, reason: string): UnreachableError {
  return new UnreachableError(
    "drill-no-backup",
    `table ${table} cannot be restored: ${reason}; set pointInTimeRecovery for it in tables.yaml, or take a backup with backup --on-demand`,
  );
}

/** How the key and the indexes of a restored table differ from the table's. */
function differencesOf(table: TargetTable, restored: TargetTable): string[] {
  const keyOf = (one: TargetTable) =>
    keyAttributes(one)
      .map(({ name, type }) => `${name}:${type}`)
      .join(", ");
  const names = new Set(restored.indexes.map(({ name }) => name));
  return [
    ...(keyOf(table) === keyOf(restored)
      ? []
      : [`its key is (${keyOf(restored)}), and the table's (${keyOf(table)})`]),
    ...table.indexes.flatMap(({ name }) => (names.has(name) ? [] : [`it has no index ${name}`])),
  ];
}
