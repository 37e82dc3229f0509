import { exitCode } from "../../migrations/cli/exit-code";
import { errorCatalogue } from "../../migrations/error-codes/catalogue";
import type { ErrorEntries, ErrorEntry } from "../../migrations/error-codes/error-entry";
import { programErrors } from "../../migrations/error-codes/program-errors";
import { rejectMeanings } from "../../migrations/items/reject-meanings";
import { rejectRemedy } from "../../migrations/items/reject-remedy";

/** All codes of errors with the headings of the page. */
export const sections: readonly (readonly [heading: string, errors: ErrorEntries])[] = [
  ...errorCatalogue,
  ["Program", programErrors],
];

const exitCodes: Readonly<Record<ErrorEntry["kinds"][number], number>> = {
  usage: exitCode.usage,
  unreachable: exitCode.unreachable,
  interrupted: exitCode.interrupted,
  internal: exitCode.unreachable,
};

/** `docs/errors.md` as it should be. */
export function errorReference(): string {
  return [
    "# Errors",
    introduction,
    "## Exit codes",
    exitCodeTable,
    "## Rejected rows",
    rejectIntroduction,
    ...Object.entries(rejectMeanings).map(([code, { meaning, example }]) =>
      entryText(code, meaning, example, `${rejectRemedy(code)}.`),
    ),
    "## Errors that end a command",
    "Each entry names the exit code of the command.",
    ...sections.flatMap(([heading, errors]) => [
      `### ${heading}`,
      ...Object.entries(errors).map(([code, { kinds, meaning, example, fix }]) =>
        entryText(code, `${meaning} ${exitText(kinds)}`, example, fix),
      ),
    ]),
  ].join("\n\n");
}

function entryText(code: string, meaning: string, example: string, fix: string): string {
  const capital = `${fix.charAt(0).toUpperCase()}${fix.slice(1)}`;
  return [`#### \`${code}\``, meaning, `\`\`\`text\n${example}\n\`\`\``, `Fix: ${capital}`].join("\n\n");
}

function exitText(kinds: ErrorEntry["kinds"]): string {
  return `Exit code ${kinds.map((kind) => exitCodes[kind]).join(" or ")}.`;
}

const introduction = `Every error and every rejected row has a code. Codes are stable: messages may change between releases, codes do not.
A message on the terminal says what happened and what to do. Its last line names the code:

\`\`\`text
table shop-orders not found in us-east-1; …
Code: table-missing
\`\`\`

An interruption and an internal error, which prints a stack trace, have no such line. With \`--json\`, standard output has
the code too:

\`\`\`json
{ "formatVersion": 1, "error": { "code": "table-missing", "message": "table shop-orders not found in us-east-1; …" } }
\`\`\`

In TypeScript, a \`RunnerError\` has the code in \`error.code\`.`;

const exitCodeTable = `| code | meaning |
| --- | --- |
| ${exitCode.done} | The command finished, and no row was rejected and no item differs. |
| ${exitCode.incomplete} | The command finished, but rows were rejected, items differ or imports failed. |
| ${exitCode.usage} | The command line or a file is invalid. |
| ${exitCode.unreachable} | A source, a table, a service or the file system is unavailable or rejects a request. |
| ${exitCode.interrupted} | The command was interrupted. The checkpoint is saved. |`;

const rejectIntroduction = `A row that cannot become an item of the table is rejected. The other rows are moved, and the exit code is ${exitCode.incomplete}.
Each rejected row is a line of \`rejects.jsonl\` in the run's folder, with its number, the code, the message and the fix.`;
