import { expect, it } from "vitest";
import { FileError } from "../../../../yaml-file/file-error";
import { codeLine, printedCode } from "../../../../migrations/cli/output/error-lines";
import { InterruptedError, UnreachableError, UsageError } from "../../../../migrations/errors";

it.each([
  ["a wrong command", new UsageError("run-over", "run shop-1 is finished"), "Code: run-over"],
  [
    "a table that cannot be reached",
    new UnreachableError("table-missing", "not found"),
    "Code: table-missing",
  ],
  ["a wrong file", new FileError([]), "Code: file-invalid"],
  ["an interruption", new InterruptedError(), undefined],
  ["an error of the program", new TypeError("x is not a function"), undefined],
])("the last line of %s", (_what, error, line) => {
  expect(codeLine(printedCode(error))).toBe(line);
});
