import type { ErrorEntries } from "./error-entry";

/** Errors of backup, restore, export and import. */
export const tableFilesErrors = {
  "backup-wrong": {
    kinds: ["usage"],
    meaning: "The folder or file given to `restore` or `import` holds no backup or export.",
    example: "nightly holds no backup: no manifest-summary.json, no JSON file of items, no folder with such",
    fix: "Name the folder that `backup` or `export` has written.",
  },
  "files-present": {
    kinds: ["usage"],
    meaning: "The path to write to exists already.",
    example:
      "nightly/users is there already, and would be written over; name another folder with --to, or move it away",
    fix: "Name another folder with `--to`.",
  },
  "files-unwritable": {
    kinds: ["unreachable"],
    meaning: "A backup, an export or a downloaded file cannot be written.",
    example: "cannot write nightly/users: the disk is full. Free disk space, then retry.",
    fix: "Free disk space or correct the permissions. The unfinished folder is removed.",
  },
  "files-not-split": {
    kinds: ["usage"],
    meaning: "`restore` or `import` has several workers for items in one file, which one process reads.",
    example:
      "--workers 4: nightly/users has its items in one file, which one process reads; omit --workers (backup --workers writes several files)",
    fix: "Omit `--workers`, or take the next backup with `backup --workers`.",
  },
  "key-differs": {
    kinds: ["usage"],
    meaning: "The backup is of a table with another key than the table it is to be restored into.",
    example:
      "nightly/users is of a table with the key (id), and table forum-users has the key (userId); choose a table with the same key, or move the items with a migration file that maps them",
    fix: "Choose another table, or map the items with a migration file.",
  },
  "key-unknown": {
    kinds: ["usage"],
    meaning: "The export does not say its table's key, so no table can be created from it.",
    example:
      "exports/users does not say the key of its table, as exports of AWS do not; name it with --key, such as --key id or --key id,at:N",
    fix: "Add `--key`.",
  },
  "table-ambiguous": {
    kinds: ["usage"],
    meaning: "The folder holds several tables, and one target table is named.",
    example: "nightly/users, nightly/posts are of 2 tables, which cannot all go to users; name one of them",
    fix: "Name the folder of one table.",
  },
  "table-twice": {
    kinds: ["usage"],
    meaning: "Two of the given folders hold the same table.",
    example: "monday/users and tuesday/users both are of table forum-users; name one of them",
    fix: "Name one of them.",
  },
  "export-not-incremental": {
    kinds: ["usage"],
    meaning: "The command needs an incremental export, and was given a full one.",
    example:
      "nightly/AWSDynamoDB/01693685827463-2d8752fd is not an incremental export: its summary has no period (exportFromTime, exportToTime)",
    fix: "Name an export that `export --s3 --since` has made.",
  },
  "export-without-old-images": {
    kinds: ["usage"],
    meaning: "An incremental export has only new images, so that nothing tells what the items were before.",
    example:
      "changes/AWSDynamoDB/01693685827463-2d8752fd has no old images (outputView NEW_IMAGES), so it cannot be reverted; export the same period again with both images",
    fix: "Export the same period again without `--new-images`. `import` takes such an export with `--on-conflict overwrite`.",
  },
  "exports-mixed": {
    kinds: ["usage"],
    meaning: "`import` was given full and incremental exports together.",
    example:
      "nightly is a full export and changes an incremental one; import the full one first, then the changes",
    fix: "Import the full export first, then the incremental ones in a second command.",
  },
  "exports-not-contiguous": {
    kinds: ["usage"],
    meaning: "Changes between two incremental exports are missing, or are in both of them.",
    example:
      "changes/a ends at 2026-11-25T10:00:00.000Z and changes/b starts at 2026-11-25T11:00:00.000Z: the changes between are missing; add the export of that period",
    fix: "Add the export of the missing period, or import the exports one by one.",
  },
  "export-period-invalid": {
    kinds: ["usage"],
    meaning: "The period of an incremental export cannot be exported, or not yet.",
    example:
      '--since must be a time such as 2026-11-25T10:00:00Z, a duration such as 6h, or an earlier export, got "yesterday"',
    fix: "Choose a period of at least 15 minutes within the table's point-in-time recovery.",
  },
  "export-failed": {
    kinds: ["unreachable"],
    meaning: "An export of the service to S3 was refused or failed.",
    example:
      "cannot export table forum-users to s3://my-bucket/exports: S3NoSuchBucket: The specified bucket does not exist",
    fix: "Do what the message of the service says: most often the bucket or the permission to write to it is missing.",
  },
  "import-failed": {
    kinds: ["unreachable"],
    meaning: "An import of the service from S3 was refused or failed.",
    example:
      "cannot import s3://my-bucket/exports into table forum-users: S3NoSuchBucket: The specified bucket does not exist",
    fix: "Do what the message of the service says; details are in the log group `/aws-dynamodb/imports`.",
  },
  "drill-restore-invalid": {
    kinds: ["usage"],
    meaning: "`drill --restore-from` names something that the drill cannot restore.",
    example:
      "--restore-from: arn:aws:dynamodb:us-east-1:123456789012:table/posts/backup/01 is no on-demand backup of table forum-users; backup --list shows those that exist",
    fix: "Write `recovery`, `backup` or the ARN of an on-demand backup. AWS Backup restores its recovery points itself.",
  },
  "drill-no-backup": {
    kinds: ["unreachable"],
    meaning: "`drill` found nothing to restore for a table.",
    example:
      "table forum-users cannot be restored: it has no on-demand backup, and point-in-time recovery is off; set pointInTimeRecovery for it in tables.yaml, or take a backup with backup --on-demand",
    fix: "Set `pointInTimeRecovery`, take a backup with `backup --on-demand`, or omit this check with `--no-restore`.",
  },
  "restore-failed": {
    kinds: ["unreachable"],
    meaning: "The service did not restore the on-demand backup.",
    example:
      "table forum-users-restored is DELETING after the restore; look for the reason in the console of DynamoDB",
    fix: "Repeat the command with another name.",
  },
} as const satisfies ErrorEntries;
