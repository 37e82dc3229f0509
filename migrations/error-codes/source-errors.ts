import type { ErrorEntries } from "./error-entry";

/** Errors of sources: files, databases, tables. */
export const sourceErrors = {
  "source-unreadable": {
    kinds: ["unreachable"],
    meaning: "A file or a query of the source cannot be read.",
    example: "cannot read data/users.json: no such file",
    fix: "Check the path, the permissions or the query that the message names.",
  },
  "source-unreachable": {
    kinds: ["unreachable"],
    meaning: "No connection to the source's server.",
    example:
      "mysql://db.example.com/app cannot be reached (ECONNREFUSED); check that a server runs at db.example.com on port 3306, and the way there",
    fix: "Check the host, the port, the network and the firewall, then resume.",
  },
  "source-lost": {
    kinds: ["unreachable"],
    meaning: "The connection to the source broke while it was read.",
    example:
      "the connection to postgres://db.example.com/app was lost (ECONNRESET); check that the server runs and the network holds, and run again",
    fix: "Repeat the command; the run is resumed.",
  },
  "source-refused": {
    kinds: ["unreachable"],
    meaning: "The source refuses access: user, password, permission, encryption or certificate.",
    example:
      "mysql://db.example.com/app refuses the user app: Access denied; check the user, the password and its right to read the database",
    fix: "Grant what the message names.",
  },
  "source-throttled": {
    kinds: ["unreachable"],
    meaning: "A DynamoDB source throttles the scan, and retries did not help.",
    example:
      "us-east-1 throttles the reading of users (ProvisionedThroughputExceededException); give it more read capacity or fewer segments, and run again",
    fix: "Raise the table's read capacity, or set a rate or fewer segments in the source.",
  },
  "source-changed": {
    kinds: ["usage", "unreachable"],
    meaning: "The source changed while it was read, or since the run that is resumed read it.",
    example:
      "data/users.json has changed since the run started: its size; restore it and repeat the command, or start over with --no-resume and --on-conflict overwrite or skip",
    fix: "Restore the source and resume, or start over with `--no-resume`. Read from a copy if programs write to it.",
  },
  "source-in-use": {
    kinds: ["unreachable"],
    meaning: "Another program is writing to the SQLite file.",
    example:
      "app.db is in use: another program holds a lock on it; read a copy (sqlite3 'app.db' \"VACUUM INTO 'copy.db'\"), use Node.js 22.13 or later, or npm install better-sqlite3",
    fix: "Close that program, or read a copy, made as the message shows.",
  },
  "source-damaged": {
    kinds: ["unreachable"],
    meaning: "A backup or export is incomplete or was changed: a checksum or a count does not match.",
    example:
      "nightly/users/data/1.json.gz is not as it was written: its MD5 must be kZ8…, got 1B2…; take it again, or use another copy",
    fix: "Copy it again, or use another backup.",
  },
  "source-not-json": {
    kinds: ["unreachable"],
    meaning: "A JSON file is not valid JSON; the message names the position.",
    example: 'data/users.json is not valid JSON after row 12: Unexpected "}"',
    fix: "Correct the file. If it has one value per line, use `source: { jsonl: … }`.",
  },
  "source-not-csv": {
    kinds: ["unreachable"],
    meaning: "A CSV file has a syntax error.",
    example: "data/users.csv is not valid CSV after row 12: Quote Not Closed",
    fix: "Correct the quotes of the row that the message names, or set `quotes` and `delimiter` in `from`.",
  },
  "source-wrong-shape": {
    kinds: ["unreachable"],
    meaning:
      "The source does not have the file, table, column, list or header that the migration file names.",
    example:
      "data/users.json holds one JSON value per line, not one document; read it with source: { jsonl: ... }",
    fix: "Correct `from` or `source` in the migration file.",
  },
  "source-wrong-cursor": {
    kinds: ["unreachable"],
    meaning:
      "The position kept in the checkpoint does not fit the source, for instance because its key column changed.",
    example: '["x"] is not a position that this source can resume from; start over with --no-resume',
    fix: "Start over with `--no-resume`.",
  },
  "source-key-not-unique": {
    kinds: ["unreachable"],
    meaning:
      "The `key` of a query has NULL or the same value in several rows, so that a resumed run could skip rows.",
    example:
      "app.db: the query has several rows whose id is 7; its key must be a column that differs in every row",
    fix: "Choose a unique column as `key`.",
  },
  "log-unusable": {
    kinds: ["unreachable"],
    meaning: "The source's log of changes cannot be followed as it is configured.",
    example:
      "shop.users cannot be followed: binlog_format must be ROW, got MIXED; SET GLOBAL binlog_format = 'ROW', then connect the application again",
    fix: "Change the setting that the message names, or use `sync`.",
  },
  "log-lost": {
    kinds: ["unreachable"],
    meaning: "The source's log does not have the changes after the saved position anymore.",
    example:
      "127.0.0.1:3306/shop: binlog.000007 was purged, and changes after it were not followed; start over with run --follow --no-resume --on-conflict overwrite",
    fix: "Move the rows again with `run --follow`, or compare with `verify --repair`. Keep the log for longer.",
  },
  "source-state-lost": {
    kinds: ["unreachable"],
    meaning:
      "The process that holds the PostgreSQL snapshot of `run --workers` has exited, or its connection was lost.",
    example:
      '127.0.0.1:5432/shop: the snapshot that the workers read can no longer be used (invalid snapshot identifier: "00000003-0000001B-1"); repeat the command that started the run, which reads the other rows from a new snapshot',
    fix: "Repeat the command that started the run. Name one server in the source's address, not a pooler of several.",
  },
  "log-table-changed": {
    kinds: ["unreachable"],
    meaning:
      "A followed table was dropped, renamed, truncated or changed, or written to by a statement that is logged as its SQL text.",
    example:
      "public.users: DROP TABLE cannot be followed; create it again; follow the other entities with follow --on-error suspend-entity and read this one again with follow reload, or start over with run --follow --no-resume --on-conflict overwrite",
    fix: "Do what the message says. While the rows of the table could still be read, changes before that statement were written.",
  },
  "source-driver-missing": {
    kinds: ["unreachable"],
    meaning: "The package that reads this kind of source is not installed.",
    example: "a mysql source needs a package that is not installed: npm install mysql2",
    fix: "Install the package that the message names.",
  },
  "source-driver-broken": {
    kinds: ["unreachable"],
    meaning: "The package that reads this kind of source is installed but cannot be loaded.",
    example: "no driver of sqlite sources can be loaded: invalid ELF header; npm rebuild better-sqlite3",
    fix: "Install the package again for this Node.js version and system.",
  },
} as const satisfies ErrorEntries;
