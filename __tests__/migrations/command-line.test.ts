import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandText, keptCommand } from "../../migrations/command-line";

describe("a command as text", () => {
  it("is read by a shell as the same arguments", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."ab \t$`\"'\\!*?;&|<>(){}[]~#=%/.-é\n".split("")) });
    const args = fc.array(letters, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(args, (words) => {
        // Values in the query of an address are hidden.
        fc.pre(!words.some((word) => /\?.*=/s.test(word)));
        const typed = commandText(words).replace("dynamodb-migrate ", "printf '%s\\0' ");
        const read = execFileSync("sh", ["-c", typed], { encoding: "utf8" }).split("\0").slice(0, -1);
        expect(read).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });

  it("has no quotes that it does not need", () => {
    expect(commandText(["run", "data/a.yaml", "--endpoint", "http://127.0.0.1:8000"])).toBe(
      "dynamodb-migrate run data/a.yaml --endpoint http://127.0.0.1:8000",
    );
  });

  it("has no secret of an address", () => {
    expect(commandText(["verify", "http://app:pw@host/m.yaml"])).not.toContain("pw");
  });
});

describe("a command of a checkpoint", () => {
  it.each([
    [
      ["verify", "my file.yaml"],
      ["verify", "my file.yaml"],
    ],
    ["dynamodb-migrate verify m.yaml --local", ["verify", "m.yaml", "--local"]],
    [undefined, undefined],
    ["rm -rf /", undefined],
    [3, undefined],
  ])("is read from %o", (kept, args) => {
    expect(keptCommand(kept)).toEqual(args);
  });
});
