import { describe, expect, it } from "vitest";
import {
  restoreBackup,
  listBackups,
  createBackup,
} from "../../../../migrations/dynamodb/control/on-demand-backups";
import { exportToS3 } from "../../../../migrations/dynamodb/control/s3-export";
import { importFromS3 } from "../../../../migrations/dynamodb/control/s3-import";
import { countItems, deleteTable, tableNames } from "../../../../migrations/dynamodb/control/tables";
import type { Polling } from "../../../../migrations/dynamodb/control/wait";
import { fakeClient, sdkError, type Sent } from "../fake-client";

const statuses: string[] = [];
const patient: Polling = {
  everyMs: 1,
  sleep: () => Promise.resolve(),
  onWaiting: (status) => statuses.push(status),
};
const hurried: Polling = { ...patient, signal: AbortSignal.abort() };

/** Answers each command with the next of its own answers; the last one again and again. */
function client(answers: Readonly<Record<string, readonly unknown[]>>) {
  const left = new Map(Object.entries(answers).map(([name, list]) => [name, [...list]]));
  return fakeClient(({ constructor: { name } }: Sent) => {
    const list = left.get(name.replace(/Command$/, "")) ?? [];
    const answer = list.length > 1 ? list.shift() : list[0];
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  });
}

const backupIs = (BackupStatus: string) => ({ BackupDescription: { BackupDetails: { BackupStatus } } });
const exportIs = (ExportStatus: string, more = {}) => ({ ExportDescription: { ExportStatus, ...more } });
const importIs = (ImportStatus: string, more = {}) => ({ ImportTableDescription: { ImportStatus, ...more } });
const tableIs = (TableStatus: string) => ({ Table: { TableStatus, TableArn: "arn" } });
const gone = sdkError("ResourceNotFoundException");
const table = { name: "users", arn: "arn" };
const place = { bucket: "b", prefix: "p" };

describe("waiting for the service", () => {
  it("asks until a backup can be used, and tells what the service says", async () => {
    const asked = client({ DescribeBackup: [backupIs("CREATING"), backupIs("AVAILABLE")] });
    expect(await createBackup(asked, "users", "nightly", patient)).toMatchObject({ status: "AVAILABLE" });
    expect(statuses).toEqual(["CREATING"]);
  });

  it("says on an interruption that the service goes on", async () => {
    const begun = client({ CreateBackup: [{ BackupDetails: { BackupArn: "arn:b" } }] });
    await expect(createBackup(begun, "users", "nightly", hurried)).rejects.toMatchObject({
      kind: "interrupted",
      message: "interrupted; the service continues backup arn:b; backup --list shows it",
    });
  });
});

describe("what the service does not do", () => {
  it("is said of a restored table that is not active", async () => {
    await expect(
      restoreBackup(
        client({ DescribeTable: [tableIs("INACCESSIBLE_ENCRYPTION_CREDENTIALS")] }),
        "arn",
        "t",
        patient,
      ),
    ).rejects.toMatchObject({
      message: "table t is INACCESSIBLE_ENCRYPTION_CREDENTIALS after the restore; look at it in AWS",
    });
  });

  it("is said of an export", async () => {
    const failed = exportIs("FAILED", { FailureCode: "S3NoSuchBucket", FailureMessage: "no bucket" });
    await expect(
      exportToS3(client({ DescribeExport: [failed] }), table, place, patient),
    ).rejects.toMatchObject({
      code: "export-failed",
      message: "cannot export table users to s3://b/p: S3NoSuchBucket: no bucket",
    });
  });

  it("is said of an import", async () => {
    const failed = importIs("FAILED", { FailureCode: "AccessDenied", FailureMessage: "no" });
    const key = [{ name: "id", type: "S" as const }];
    await expect(
      importFromS3(client({ DescribeImport: [failed] }), { name: "users", key }, place, patient),
    ).rejects.toMatchObject({ message: "cannot import s3://b/p into table users: AccessDenied: no" });
  });

  it("is counted where an import could not take some items", async () => {
    const some = importIs("COMPLETED", { ProcessedItemCount: 3, ImportedItemCount: 2, ErrorCount: 1 });
    const key = [{ name: "id", type: "S" as const }];
    expect(
      await importFromS3(client({ DescribeImport: [some] }), { name: "users", key }, place, patient),
    ).toMatchObject({ processed: 3, imported: 2, errors: 1 });
  });
});

describe("lists", () => {
  it("go on after the first page of backups", async () => {
    const first = { BackupSummaries: [{ BackupArn: "a" }], LastEvaluatedBackupArn: "a" };
    const pages = client({ ListBackups: [first, { BackupSummaries: [{ BackupArn: "b" }] }] });
    expect((await listBackups(pages)).map(({ arn }) => arn)).toEqual(["a", "b"]);
  });

  it("go on after the first page of tables, and are sorted", async () => {
    const first = { TableNames: ["b"], LastEvaluatedTableName: "b" };
    expect(await tableNames(client({ ListTables: [first, { TableNames: ["a"] }] }))).toEqual(["a", "b"]);
  });

  it("count the items of every page", async () => {
    const first = { Count: 2, LastEvaluatedKey: { id: { S: "b" } } };
    expect(await countItems(client({ Scan: [first, { Count: 1 }] }), "users")).toBe(3);
  });

  it("end a count that is interrupted", async () => {
    await expect(countItems(client({}), "users", AbortSignal.abort())).rejects.toMatchObject({
      kind: "interrupted",
    });
  });
});

describe("deleteTable", () => {
  it("waits until the table is gone", async () => {
    const asked = client({ DescribeTable: [tableIs("DELETING"), gone] });
    await expect(deleteTable(asked, "users", patient)).resolves.toBeUndefined();
  });

  it("takes a table that is gone for deleted, whose answer was lost", async () => {
    const asked = client({ DeleteTable: [gone], DescribeTable: [gone] });
    await expect(deleteTable(asked, "users", patient)).resolves.toBeUndefined();
  });

  it("says what stands against it", async () => {
    const busy = sdkError("ResourceInUseException");
    const asked = client({ DeleteTable: [busy], DescribeTable: [tableIs("UPDATING")] });
    await expect(deleteTable(asked, "users", patient)).rejects.toMatchObject({
      message:
        "cannot delete table users: ResourceInUseException: ResourceInUseException of the service; wait until nothing else is done to it, and call again",
    });
  });
});
