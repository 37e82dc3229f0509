import type { ErrorEntries } from "./error-entry";

/** Codes of errors that stop the program before, beside or instead of an error of the other parts. */
export const programErrors = {
  "command-line-invalid": {
    kinds: ["usage"],
    meaning: "An unknown command or option, or a value that the option does not accept.",
    example: "error: unknown option '--concurency'",
    fix: "Read `dynamodb-migrate <command> --help`.",
  },
  "file-invalid": {
    kinds: ["usage"],
    meaning:
      "The migration file has mistakes. Each is on a line of its own; with `--json` they are in `problems`, with file, line and column.",
    example: 'migration.yaml:6:5 entities.order.form: unknown key; did you mean "from"?',
    fix: "Correct the file at the positions that the messages name.",
  },
  interrupted: {
    kinds: ["interrupted"],
    meaning:
      "The command was asked to stop (Ctrl-C, SIGTERM). What DynamoDB acknowledged is in the checkpoint.",
    example: "interrupted; the checkpoint is saved",
    fix: "Repeat the command to resume.",
  },
  "internal-error": {
    kinds: ["internal"],
    meaning: "A fault of this program. The run can be resumed or rolled back.",
    example: "Internal error. Please report this stack trace:",
    fix: "Report the stack trace; addresses in it have no passwords.",
  },
} as const satisfies ErrorEntries;
