import {
  type BackupSummary,
  CreateBackupCommand,
  DescribeBackupCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ListBackupsCommand,
  RestoreTableFromBackupCommand,
  RestoreTableToPointInTimeCommand,
} from "@aws-sdk/client-dynamodb";
import { UnreachableError } from "../../errors";
import { orRefused } from "./refusal";
import { type Polling, waitFor } from "./wait";

/** A backup that the service keeps. */
export interface ServiceBackup {
  readonly table: string;
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly bytes: number;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Takes an on-demand backup and waits until it can be used. @throws UnreachableError, InterruptedError */
export async function createBackup(
  client: DynamoDBClient,
  table: string,
  name: string,
  polling: Polling,
): Promise<ServiceBackup> {
  const what = `back up table ${table}`;
  const create = new CreateBackupCommand({ TableName: table, BackupName: name });
  const arn = (await orRefused(what, () => client.send(create))).BackupDetails?.BackupArn ?? "";
  const describe = new DescribeBackupCommand({ BackupArn: arn });
  const made = await waitFor(
    {
      ask: () => orRefused(what, () => client.send(describe)),
      statusOf: (response) => response.BackupDescription?.BackupDetails?.BackupStatus ?? "CREATING",
      isFinal: (status) => status !== "CREATING",
      whenInterrupted: `the service continues backup ${arn}; backup --list shows it`,
    },
    polling,
  );
  return summarized({ TableName: table, ...made.BackupDescription?.BackupDetails });
}

/** The on-demand backups of a table, or of all. */
export async function listBackups(client: DynamoDBClient, table?: string): Promise<ServiceBackup[]> {
  const backups: ServiceBackup[] = [];
  let after: string | undefined;
  do {
    const list = new ListBackupsCommand({
      ...(table && { TableName: table }),
      ...(after && { ExclusiveStartBackupArn: after }),
    });
    const page = await orRefused("list the backups", () => client.send(list));
    backups.push(...(page.BackupSummaries ?? []).map(summarized));
    after = page.LastEvaluatedBackupArn;
  } while (after !== undefined);
  return backups;
}

/** Restores an on-demand backup into a table that the service makes, and waits for it. @returns the table's ARN */
export async function restoreBackup(
  client: DynamoDBClient,
  arn: string,
  table: string,
  polling: Polling,
): Promise<string> {
  const restore = new RestoreTableFromBackupCommand({ BackupArn: arn, TargetTableName: table });
  await orRefused(`restore ${arn} to table ${table}`, () => client.send(restore), {
    TableAlreadyExistsException: "the service restores only into a new table; choose another name with --to",
    BackupNotFoundException: "backup --list shows those that are there",
  });
  return untilRestored(client, table, polling);
}

/** Restores a table to the latest time of its point-in-time recovery, and waits for it. @returns the new table's ARN */
export async function restoreLatest(
  client: DynamoDBClient,
  source: string,
  table: string,
  polling: Polling,
): Promise<string> {
  const restore = new RestoreTableToPointInTimeCommand({
    ...{ SourceTableName: source, TargetTableName: table, UseLatestRestorableTime: true },
  });
  await orRefused(`restore table ${source} to table ${table}`, () => client.send(restore), {
    TableAlreadyExistsException: "the service restores only into a new table",
    PointInTimeRecoveryUnavailableException:
      "set pointInTimeRecovery for it in tables.yaml and deploy, or restore an on-demand backup",
  });
  return untilRestored(client, table, polling);
}

async function untilRestored(client: DynamoDBClient, table: string, polling: Polling): Promise<string> {
  const describe = new DescribeTableCommand({ TableName: table });
  const { Table: made } = await waitFor(
    {
      ask: () => orRefused(`ask for table ${table}`, () => client.send(describe)),
      statusOf: (response) => response.Table?.TableStatus ?? "CREATING",
      isFinal: (status) => status !== "CREATING",
      whenInterrupted: `the service continues to restore table ${table}`,
    },
    polling,
  );
  if (made?.TableStatus === "ACTIVE") return made.TableArn ?? "";
  throw new UnreachableError(
    "restore-failed",
    `table ${table} is ${made?.TableStatus} after the restore; look at it in AWS`,
  );
}

function summarized(summary: BackupSummary): ServiceBackup {
  return {
    table: summary.TableName ?? "",
    name: summary.BackupName ?? "",
    arn: summary.BackupArn ?? "",
    status: summary.BackupStatus ?? "",
    bytes: summary.BackupSizeBytes ?? 0,
    createdAt: summary.BackupCreationDateTime?.toISOString() ?? "",
  };
}
