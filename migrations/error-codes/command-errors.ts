import type { ErrorEntries } from "./error-entry";

/** Errors of the command line that the parser of options does not find itself. */
export const commandErrors = {
  "options-conflict": {
    kinds: ["usage"],
    meaning: "Two options are mutually exclusive.",
    example: "--sample and --read-rate do not go together: a sample scans no table",
    fix: "Remove one of the options that the message names.",
  },
  "init-from-invalid": {
    kinds: ["usage"],
    meaning: "`init --from` names no source that `init` can read.",
    example:
      '--from must be mysql://…, postgres://…, sqlite:<file>, dynamodb:<region>, env:<variable> or files, got "shop.xlsx"',
    fix: "Write the source in one of the forms of the message. Files are .csv, .json, .jsonl or .ndjson, also with .gz, or .parquet.",
  },
  "init-file-exists": {
    kinds: ["usage"],
    meaning: "`init` never overwrites a file.",
    example: "tables.yaml exists already, and init never overwrites a file; choose another folder with --out",
    fix: "Choose another folder with `--out`, or rename the file.",
  },
  "init-file-unwritable": {
    kinds: ["usage"],
    meaning: "`init` cannot write a file.",
    example: "cannot write shop/tables.yaml: EACCES: permission denied",
    fix: "Choose a folder with `--out` that this user can write to.",
  },
  "init-nothing-found": {
    kinds: ["usage"],
    meaning: "The source of `init` has no table, or no file with a row, whose rows have a key.",
    example: "127.0.0.1:3306/shop has no table with a key",
    fix: "Check the name of the database and the grants of the user, or give the tables keys.",
  },
  "row-invalid": {
    kinds: ["usage"],
    meaning: "`--row` of `preview` or `expr` is not a column with a value; `expr` also takes a JSON object.",
    example: '--row must be <column>=<value>, such as id=7, got "7"',
    fix: "Write the name of a column, an equals sign and the value.",
  },
  "change-invalid": {
    kinds: ["usage"],
    meaning: "The options of `update` or `delete` are no valid change of the table's items.",
    example:
      "--set userId: userId is a key attribute of the table, which cannot be changed; copy the items with a migration file and delete the old ones",
    fix: "Correct the option that the message names. Try the change with `--dry-run`.",
  },
  "expression-invalid": {
    kinds: ["usage"],
    meaning: "The argument of `expr` is not an expression.",
    example:
      "row.price * 1.23456789012345678: 1.23456789012345678 has more digits than CEL keeps of a fraction; write number('1.23456789012345678')",
    fix: "Correct the expression; docs/mapping.md lists the functions.",
  },
  "key-condition-invalid": {
    kinds: ["usage"],
    meaning: "The conditions of `tables get` or `tables query` do not fit the key of the table or index.",
    example: "a query needs threadId=…, and may have one condition on the sort key",
    fix: "Give every partition key attribute with `=`, and for `tables get` the sort key too. `tables describe` prints the keys.",
  },
  "table-address-invalid": {
    kinds: ["usage"],
    meaning: "An argument of `diff` is no address of a table.",
    example:
      'dynamodb:eu/users: must be a region such as us-east-1, an endpoint such as http://127.0.0.1:8000, or region@endpoint, got "eu"; write dynamodb:<region or endpoint>/<table>?profile=<name>',
    fix: "Write the address in the form of the message, or the name of a table in the region of `--region`.",
  },
  "entity-unknown": {
    kinds: ["usage"],
    meaning: "`--entity` names an entity that the migration file does not have.",
    example:
      '--entity: migration.yaml has no entity "customr"; did you mean "customer"?; it has: customer, order',
    fix: "Use a name from the list in the message.",
  },
  "table-unknown": {
    kinds: ["usage"],
    meaning: "An argument or option names a table that is not in the outputs.",
    example: '--table: the outputs have no table "user"; did you mean "users"?; they have: users, posts',
    fix: "Use a table id from the list in the message, or give the table's AWS name with `--table` where the command takes one.",
  },
  "key-invalid": {
    kinds: ["usage"],
    meaning: "`--key` is not a list of one or two attributes.",
    example: '--key must be one or two attributes such as id or id,at:N, got "id,at,n"',
    fix: "Write the partition key, and after a comma the sort key; add `:N` or `:B` if its type is not string.",
  },
  "key-without-table": {
    kinds: ["usage"],
    meaning: "`--key` was given although the command creates no table.",
    example: "--key goes with --make-table or --s3: it is the key of a new table",
    fix: "Add `--make-table`, or remove `--key`.",
  },
  "make-table-with-s3": {
    kinds: ["usage"],
    meaning: "`import --s3` always creates its table, so `--make-table` does not apply.",
    example: "--make-table does not go with --s3, which makes the table",
    fix: "Remove `--make-table`.",
  },
  "files-and-s3": {
    kinds: ["usage"],
    meaning: "`import` was given both a folder and `--s3`.",
    example: "import reads from a folder or with --s3, got both: exports",
    fix: "Give only one of them.",
  },
  "files-missing": {
    kinds: ["usage"],
    meaning: "`restore` or `import` was not told what to read.",
    example: "name what to restore: a folder or file that backup or export has written",
    fix: "Give the folder or file as an argument.",
  },
  "name-missing": {
    kinds: ["usage"],
    meaning: "`restore --from-backup` creates a table and needs its name.",
    example: "--from-backup needs --to <name>: the service restores only into a new table",
    fix: "Add `--to <name>`.",
  },
  "name-without-on-demand": {
    kinds: ["usage"],
    meaning: "`backup --name` names an on-demand backup of the service; files are named after their table.",
    example: "--name goes with --on-demand only; files are named after their table",
    fix: "Add `--on-demand`, or remove `--name`.",
  },
  "s3-location-invalid": {
    kinds: ["usage"],
    meaning: "`--s3` is not a location in S3.",
    example:
      '--s3 must be s3://bucket or s3://bucket/prefix, with a bucket of 3 to 63 lower-case letters, digits, "." and "-", got "my-bucket"',
    fix: "Write `s3://`, the bucket and, if wanted, a prefix.",
  },
  "pair-invalid": {
    kinds: ["usage"],
    meaning: "An option that takes `name=value` has no `=`, or nothing on one side of it.",
    example: '--set must be <variable>=<value>, got "USE_DYNAMODB"',
    fix: "Write the option as the message shows.",
  },
  "pattern-without-table": {
    kinds: ["usage"],
    meaning: "`env --variable` gives all tables the same variable.",
    example: '--variable must hold {TABLE}, so that each table has a variable of its own, got "TABLE_NAME"',
    fix: "Put `{TABLE}` into the pattern.",
  },
  "variable-invalid": {
    kinds: ["usage"],
    meaning: "`env` would print a variable that a shell cannot read.",
    example:
      '"1ST_TABLE" cannot be a variable\'s name: it must hold only letters, digits and _, and not start with a digit; choose another name',
    fix: "Choose another name with `--name <table>=<variable>`; a value must be one line.",
  },
  "variable-twice": {
    kinds: ["usage"],
    meaning: "`env` would print two values for one variable.",
    example:
      "USERS_TABLE would be both forum-dev-users and forum-dev-old-users; give one of them another variable with --name <table>=<variable>",
    fix: "Choose another name for one of the tables.",
  },
  "file-unreadable": {
    kinds: ["usage"],
    meaning: "The migration file or the outputs file cannot be read.",
    example: "outputs file outputs.json not found; name it with --outputs",
    fix: "Check the path and the permissions. `cdktf deploy --outputs-file outputs.json` writes the outputs.",
  },
  "not-confirmed": {
    kinds: ["usage"],
    meaning: "A command that deletes or undoes was not confirmed. Nothing was changed.",
    example: "nothing was deleted: nobody can be asked here; confirm it with --yes",
    fix: "Type what the question asks for, or add `--yes` in scripts.",
  },
} as const satisfies ErrorEntries;
