import type { ErrorEntries } from "./error-entry";

/** Errors of `cutover`, and of commands that check the authority of an entity. */
export const cutoverErrors = {
  "control-unknown": {
    kinds: ["usage"],
    meaning: "The command was not told where the control of the cutover is.",
    example:
      "no control is known: name its table with --control, or an outputs file that has dynamodb_cutover with --outputs",
    fix: "Deploy `cutover:` of tables.yaml or the construct `CutoverControl` and use its outputs, or name the tables with `--control` and `--ledger`.",
  },
  "control-unreachable": {
    kinds: ["unreachable"],
    meaning: "The control or the ledger of the cutover cannot be read or written.",
    example:
      "table forum-cutover cannot be used: Requested resource not found; apply the construct CutoverControl that creates it, and check name and region (CUTOVER_CONTROL_TABLE, CUTOVER_LEDGER_TABLE, AWS_REGION)",
    fix: "Do what the message says, then repeat the command.",
  },
  "control-changed": {
    kinds: ["usage"],
    meaning: "Somebody else has changed the control since the command read it.",
    example:
      "table forum-cutover: users was changed by somebody else since revision 4 was read; read the status again, then repeat the command",
    fix: "Read `cutover status`, then repeat the command.",
  },
  "entity-not-in-control": {
    kinds: ["usage"],
    meaning: "The control does not have the entity.",
    example: 'table forum-cutover has no entity "users"; add it with: cutover init --entity users',
    fix: "Add it with `cutover init`, or name another entity.",
  },
  "cutover-invalid": {
    kinds: ["usage"],
    meaning: "A setting of a cutover is not valid, or the work can no longer be done safely.",
    example: "the percentage must be from 0 to 100 with at most two decimals, got 12.345",
    fix: "Do what the message says, then repeat the command.",
  },
  "authority-moved": {
    kinds: ["usage"],
    meaning: "A command that changes tables was called for an entity whose cutover phase does not allow it.",
    example:
      "run would replace newer items of users by older rows: its tables are the authority (phase new, table forum-cutover); nothing was changed. To write the old store again, flip back with cutover back --entity users",
    fix: "Use the command that the message names.",
  },
  "stores-unknown": {
    kinds: ["usage"],
    meaning: "`cutover repair` cannot write to the old store without the application's stores.",
    example:
      "users: the migration's source can only be read; name the module that exports the application's stores with --stores",
    fix: "Name a module whose default export has, for each entity, what the application gives to `cutover`.",
  },
} as const satisfies ErrorEntries;
