import type { ErrorEntries } from "./error-entry";

/** Errors of work that several workers do, on one machine or several. */
export const workersErrors = {
  "manifest-unreadable": {
    kinds: ["usage"],
    meaning: "The list of the shards of a run that several workers move cannot be read.",
    example:
      ".dynamodb-migrate/shop/manifest.json cannot be used: shards must be a list, got nothing. Restore it from a copy, or start over with --no-resume",
    fix: "Restore the file, or start over with `--no-resume`.",
  },
  "manifest-missing": {
    kinds: ["usage"],
    meaning: "A command names a folder or a location that has no run with several workers.",
    example: ".dynamodb-migrate/shop has no unfinished run with several workers",
    fix: "Name the folder of a run that was started with `run --workers` and is not finished.",
  },
  "run-not-split": {
    kinds: ["usage"],
    meaning: "A run is resumed with `--workers`, or with other entities, than it was started with.",
    example:
      "run shop-20261124-090000 was started without --workers; resume it without, or start over with --no-resume",
    fix: "Repeat the options that started the run, or start over with `--no-resume`.",
  },
  "location-unreachable": {
    kinds: ["unreachable"],
    meaning: "An object of a run whose state is in S3 (`--location`) cannot be read or written.",
    example:
      "cannot use s3://acme-runs/shop/leases/00003: not allowed: grant s3:PutObject; the run can be resumed once that is fixed",
    fix: "Fix what the message says, then repeat the command.",
  },
  "location-damaged": {
    kinds: ["usage"],
    meaning: "An object of a run whose state is in S3 is missing, or has been changed by another program.",
    example:
      "s3://acme-runs/shop/shards/9c/00003/journal.jsonl/1-00000004 is missing; restore it from an earlier version of the bucket, or start over at another location",
    fix: "Restore the object from an earlier version (the bucket's versions), or start over at another location.",
  },
  "lease-lost": {
    kinds: ["unreachable"],
    meaning:
      "A process did not renew its lease in time, since it stood still or S3 could not be reached: another process may have taken its shard over. It writes nothing more.",
    example:
      "another process may have taken s3://acme-runs/shop/leases/00003 over, since this one did not renew it for 45 s; nothing more is written",
    fix: "Nothing is lost: the shard is continued by another worker, or when the run is resumed.",
  },
  "lease-invalid": {
    kinds: ["usage"],
    meaning: "The environment variable `DYNAMODB_MIGRATE_LEASE_SECONDS` is not a valid period.",
    example: 'DYNAMODB_MIGRATE_LEASE_SECONDS must be a number of seconds from 1 to 3600, got "0"',
    fix: "Remove the variable (a lease lasts 60 seconds then), or correct it.",
  },
  "split-invalid": {
    kinds: ["usage"],
    meaning: "The environment variable `DYNAMODB_MIGRATE_SPLIT_SECONDS` is not a valid time.",
    example: 'DYNAMODB_MIGRATE_SPLIT_SECONDS must be a number of seconds from 0 to 86400, got "soon"',
    fix: "Remove the variable (a shard is split if its rest takes more than 10 seconds then), or correct it.",
  },
  "run-unverifiable": {
    kinds: ["usage"],
    meaning: "`verify` was given a run that is not of a migration file, such as one of `restore`.",
    example:
      "run restore-20261126-101500 is not a finished run of a migration file; name the migration file instead",
    fix: "Give `verify` the migration file.",
  },
  "workers-unavailable": {
    kinds: ["usage"],
    meaning: "This program cannot start other processes of the command line.",
    example: "--workers needs the dynamodb-migrate command line",
    fix: "Start the command with `npx dynamodb-migrate`, or omit `--workers`.",
  },
  "batch-unknown": {
    kinds: ["usage"],
    meaning: "`run --on batch` does not find the workers on AWS Batch, or its options do not fit them.",
    example: "outputs.json has no output migration_workers; add migrationWorkers to tables.yaml and apply it",
    fix: "Create the workers with `migrationWorkers` of tables.yaml or the construct `MigrationWorkers`, and use their outputs.",
  },
  "batch-unreachable": {
    kinds: ["unreachable"],
    meaning: "AWS Batch cannot be reached, or refuses to submit or describe a job.",
    example: "AWS Batch SubmitJob: not allowed: grant batch:SubmitJob",
    fix: "Fix what the message says (`MigrationWorkers.grantOperator` grants it), then repeat the command.",
  },
  "batch-job-failed": {
    kinds: ["unreachable"],
    meaning: "Workers on AWS Batch have failed as often as their job definition allows, and rows are left.",
    example:
      "AWS Batch job 4f1d2c3b-0a9e-4d5f-8b7a-6c5d4e3f2a1b has failed; see the log group /dynamodb-migrate/forum-prod-workers, then repeat the command",
    fix: "Read the workers' log, fix what it says, then repeat the command: it resumes the run.",
  },
  "worker-failed": {
    kinds: ["unreachable"],
    meaning: "Workers of a run exited unexpectedly several times without moving a row.",
    example: "the workers exited unexpectedly 6 times without settling a row; the last one with exit code 1",
    fix: "Read the lines before: they have what the workers printed. Then resume the run.",
  },
} as const satisfies ErrorEntries;
