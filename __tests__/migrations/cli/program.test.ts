import { describe, expect, it } from "vitest";
import { makeProgram } from "../../../migrations/cli/program";
import type { ProcessContext } from "../../../migrations/cli/process-context";

const terminal = { out: () => {}, error: () => {} } as Partial<ProcessContext> as ProcessContext;

function program(called?: string) {
  return makeProgram("1", terminal, () => {}, called);
}

function namesOf({ commands }: ReturnType<typeof program>): string[] {
  return commands.map((command) => command.name());
}

const all = namesOf(program());

describe("a program whose first argument is known", () => {
  it.each(all.filter((name) => !["completion", "man"].includes(name)))("has only the command %s", (name) => {
    expect(namesOf(program(name))).toEqual([name]);
  });

  it.each(all)("has the same help of %s", (name) => {
    const helpOf = (one: ReturnType<typeof program>) =>
      one.commands.find((command) => command.name() === name)?.helpInformation();
    expect(helpOf(program(name))).toBe(helpOf(program()));
  });

  it.each(["completion", "man", "help", "--help", "rum", "", "constructor"])(
    "has all commands if that is %j",
    (called) => {
      expect(namesOf(program(called))).toEqual(all);
    },
  );
});
