import type { ErrorEntries } from "./error-entry";

/** Errors of runs, of their folders, of reports and of rollback. */
export const runErrors = {
  "run-locked": {
    kinds: ["usage"],
    meaning: "Another process is working on the run.",
    example:
      "process 4711 on build-3 has been working on this run since 2026-11-25T10:00:00.000Z; wait until it has ended, or end it (.dynamodb-migrate/shop/lock)",
    fix: "Wait for that process, or stop it.",
  },
  "run-lock-lost": {
    kinds: ["unreachable"],
    meaning:
      "The run's lock was removed, or taken over while this process was suspended. It stops, so that two processes never write to one run folder.",
    example:
      ".dynamodb-migrate/shop/lock was removed, or taken over by another process since this one stood still for more than 30 s",
    fix: "Check that no other process works on the run, then resume it.",
  },
  "run-unknown": {
    kinds: ["usage"],
    meaning: "No run has that name.",
    example: 'run "shop-20261125" not found; there are: shop-20261124-090000',
    fix: "List the runs with `status`; name their folder with `--run-folder`.",
  },
  "no-run": {
    kinds: ["usage"],
    meaning: "The run folder holds no run to report on.",
    example:
      "no run in .dynamodb-migrate; make one with `npx dynamodb-migrate run`, or name its folder with --run-folder",
    fix: "Start a run, or name the folder with `--run-folder`.",
  },
  "run-over": {
    kinds: ["usage"],
    meaning: "The run is finished or was rolled back, so there is nothing to resume or undo.",
    example: "run shop-20261124-090000 is finished; there is nothing to resume",
    fix: "Start a new run with `--no-resume`.",
  },
  "run-rolling-back": {
    kinds: ["usage"],
    meaning: "A rollback of the run has started and is not finished. Writing now would mix both.",
    example:
      "run shop-20261124-090000 is being rolled back; finish that with `npx dynamodb-migrate rollback`",
    fix: "Repeat `rollback` until it is finished.",
  },
  "run-outdated": {
    kinds: ["usage"],
    meaning: "The run was started by an earlier version whose checkpoints cannot be resumed.",
    example:
      "run shop-20261124-090000 was started by an earlier version of dynamodb-migrate and cannot be resumed; undo it with `npx dynamodb-migrate rollback shop-20261124-090000`, or start over with --no-resume",
    fix: "Roll it back, or start over with `--no-resume`.",
  },
  "nothing-to-resume": {
    kinds: ["usage"],
    meaning: "`--resume` was given, and no interrupted run of this migration exists for these tables.",
    example: "no interrupted run of shop into us-east-1; start one without --resume",
    fix: "Omit `--resume`.",
  },
  "definition-changed": {
    kinds: ["usage"],
    meaning: "The migration file has changed since the run was interrupted.",
    example:
      "run shop-20261124-090000 was interrupted, and the migration file has changed since; restore it and resume, or start over with --no-resume",
    fix: "Restore the file and resume, or start over with `--no-resume`.",
  },
  "migration-changed": {
    kinds: ["usage"],
    meaning: "The run named by `--resume` belongs to another migration.",
    example: "run shop-20261124-090000 is of shop, not of forum; repeat the command that started it",
    fix: "Name a run of this migration.",
  },
  "target-changed": {
    kinds: ["usage"],
    meaning: "The run has written to other tables, another region or another endpoint.",
    example:
      "run shop-20261124-090000 writes to us-east-1, not to eu-west-1, or to other tables; resume it there, or start over with --no-resume",
    fix: "Repeat the command with the outputs, region and endpoint of the run; add or remove `--local`.",
  },
  "table-recreated": {
    kinds: ["usage"],
    meaning:
      "A table was deleted and created again since the run wrote to it. What the run wrote no longer exists.",
    example:
      "table shop-orders was deleted and created again since run shop-20261124-090000 wrote to it: nothing of the run is left in it, and nothing was rolled back",
    fix: "Start over with `--no-resume`. There is nothing to roll back.",
  },
  "checkpoint-unreadable": {
    kinds: ["usage"],
    meaning: "A run's checkpoint is damaged.",
    example:
      ".dynamodb-migrate/shop/checkpoint.json cannot be used: Unexpected end of JSON input. Restore it from a copy, or move its folder away to start over",
    fix: "Restore the file from a copy, or move the run's folder away.",
  },
  "runs-unreadable": {
    kinds: ["usage"],
    meaning: "The run folder cannot be listed.",
    example:
      "cannot list the runs in /srv/.dynamodb-migrate: permission denied (EACCES). Change the permissions or use another location, then retry.",
    fix: "Check its permissions, or name another folder with `--run-folder`.",
  },
  "run-file-unreadable": {
    kinds: ["usage"],
    meaning: "A file that `report` reads is damaged.",
    example:
      ".dynamodb-migrate/shop/timeline.jsonl cannot be read (line 7 is not JSON); correct it, or move it away to report without it",
    fix: "Move the file away; the report is then made without it.",
  },
  "run-folder-unreadable": {
    kinds: ["unreachable"],
    meaning: "The run's lock file cannot be read.",
    example:
      "cannot read .dynamodb-migrate/shop/lock: permission denied (EACCES). Change the permissions or use another location, then retry.",
    fix: "Check the permissions of the run's folder.",
  },
  "run-folder-unwritable": {
    kinds: ["unreachable"],
    meaning: "Checkpoint, journal or lists cannot be written. The run stops at its last checkpoint.",
    example: "cannot write to .dynamodb-migrate/shop: the disk is full. Free disk space, then retry.",
    fix: "Free disk space or correct the permissions, then resume.",
  },
  "key-log-damaged": {
    kinds: ["usage"],
    meaning: "The list of keys that the run has seen is shorter than the checkpoint says.",
    example:
      ".dynamodb-migrate/shop/keys must hold 1200 bytes by the checkpoint, got 600; restore it from a copy, or start over with --no-resume",
    fix: "Restore the file from a copy, or start over with `--no-resume`.",
  },
  "scratch-unwritable": {
    kinds: ["unreachable"],
    meaning: "The keys that no longer fit into memory cannot be written to disk.",
    example: "cannot keep the items' keys in /tmp/keys: the disk is full. Free disk space, then retry.",
    fix: "Free disk space, or set `TMPDIR` to a larger disk.",
  },
  "rejects-unwritable": {
    kinds: ["unreachable"],
    meaning: "The file of `--rejects` cannot be written.",
    example: "cannot write the rejects to /rejects.jsonl: permission is denied",
    fix: "Name a file in a folder that you may write to.",
  },
  "report-unwritable": {
    kinds: ["unreachable"],
    meaning: "The report cannot be written.",
    example:
      "cannot write the report to /report.html: EACCES: permission denied; choose another path with --output",
    fix: "Name another file with `--output`.",
  },
  "result-unknown-shape": {
    kinds: ["usage"],
    meaning: "The file given to `report` is not a result of a run.",
    example: "standard input is not the result of a run; expected what `dynamodb-migrate run --json` prints",
    fix: "Give it the output of `run --json`.",
  },
  "file-system": {
    kinds: ["unreachable"],
    meaning: "The file system refused an operation; the message has the path, the reason and what to do.",
    example: "cannot access /srv/data: permission is denied",
    fix: "Do what the message says, then retry.",
  },
  "no-journal": {
    kinds: ["usage"],
    meaning: "The run was started with `--no-journal` and cannot be rolled back.",
    example: "run shop-20261124-090000 kept no journal (--no-journal) and cannot be rolled back",
    fix: "Restore the tables from a backup instead.",
  },
  "journal-damaged": {
    kinds: ["usage"],
    meaning: "The journal was changed or is incomplete. The rollback refuses before it changes anything.",
    example:
      ".dynamodb-migrate/shop/journal.jsonl is damaged: it does not start with the 120 lines (48210 bytes) that the checkpoint relies on.",
    fix: "Restore the journal from a copy of the run's folder.",
  },
  "journal-missing": {
    kinds: ["usage"],
    meaning: "A run that was started with `--no-journal` is resumed with a journal.",
    example: "run shop-20261124-090000 was started with --no-journal; resume it so",
    fix: "Resume with `--no-journal`.",
  },
  "journal-kept": {
    kinds: ["usage"],
    meaning: "A run that keeps a journal is resumed with `--no-journal`.",
    example:
      "run shop-20261124-090000 keeps a journal, so that it can be rolled back; resume it without --no-journal",
    fix: "Resume without `--no-journal`.",
  },
  "nothing-to-roll-back": {
    kinds: ["usage"],
    meaning: "The run folder holds no run that can be rolled back.",
    example: "no run in .dynamodb-migrate that can be rolled back",
    fix: "List the runs with `status`; name their folder with `--run-folder`.",
  },
  "follow-state-unreadable": {
    kinds: ["usage"],
    meaning: "The file `follow.json` of a run is damaged.",
    example:
      ".dynamodb-migrate/shop-20261126-101500/follow.json cannot be used: position must be a string, got 1. Restore it from a copy, or start over with run --follow --no-resume",
    fix: "Restore the file from a copy, or move the rows again with `run --follow`.",
  },
  "not-followed": {
    kinds: ["usage"],
    meaning: "No run of this migration has saved the position in the source's log, or following was ended.",
    example:
      "no run of shop into us-east-1 is followed; start one with: dynamodb-migrate run --follow (a run without --follow can only be followed from MariaDB or DynamoDB)",
    fix: "Start a run with `run --follow`: the position in the log must be known before the first row is read.",
  },
  "not-suspended": {
    kinds: ["usage"],
    meaning: "`follow reload` reads the rows of suspended entities again, and the entity is not suspended.",
    example: "entity users of run shop-20261126-101500 is not suspended; suspended: orders",
    fix: "Name an entity that `follow status` lists as suspended, or omit `--entity`.",
  },
  "follow-snapshot-open": {
    kinds: ["usage"],
    meaning: "The rows of a followed run have not all been moved.",
    example:
      "run shop-20261126-101500 has not moved all rows; finish it first: dynamodb-migrate run --follow",
    fix: "Finish the run with `run --follow`, which then follows.",
  },
  "follow-impossible": {
    kinds: ["usage"],
    meaning: "An entity, or its source, cannot be followed.",
    example:
      "a sqlite source has no log of changes that can be followed (mysql, postgres and dynamodb have one); repeat the run with sync",
    fix: "Do what the message says, or use `sync`.",
  },
  "row-rejected": {
    kinds: ["unreachable"],
    meaning: "With `follow --on-error stop`, a row that was written in the source cannot become an item.",
    example: 'users ["7"] cannot become an item: email: the row has no "email"',
    fix: "Correct the row in the source or the mapping, or use `--on-error log`.",
  },
  "sync-state-unreadable": {
    kinds: ["usage"],
    meaning: "The file in which an interrupted sync keeps what it has compared cannot be read.",
    example:
      ".dynamodb-migrate/shop-sync-20251103-140509/sync.json cannot be used: Unexpected end of JSON input. Start over with --no-resume",
    fix: "Restore the file from a copy, or start over with `--no-resume`: items that were written already are found unchanged.",
  },
  "sync-no-record": {
    kinds: ["usage"],
    meaning:
      "`sync --delete` was asked for, and no earlier run has recorded which items it wrote: nothing tells its items from those of other clients.",
    example:
      "--delete: no run of shop into us-east-1 in .dynamodb-migrate tells which items it wrote (run shop-20251103-140509 has kept no journal (--no-journal)); sync once without --delete, which records the items that the source has now",
    fix: "Name the run folder of the earlier runs with `--run-folder`, or run `sync` once without `--delete`.",
  },
  "sync-partial": {
    kinds: ["usage"],
    meaning:
      "`sync --delete` was given `--limit`, or `--entity` without all entities of a table: an item of a row that is not read would count as vanished.",
    example:
      "--delete reads all rows of a table's entities: table shop-orders also has items of entity customer; add --entity customer, or remove --delete",
    fix: "Remove `--limit`, and name all entities of the table or none; or remove `--delete`.",
  },
} as const satisfies ErrorEntries;
