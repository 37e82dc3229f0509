import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandContext } from "../../../migrations/cli/command-context";
import type { ProcessContext } from "../../../migrations/cli/process-context";
import { Workspace } from "./workspace";

describe("commandTerminal", () => {
  function recorded(): {
    readonly terminal: ProcessContext;
    readonly lines: string[];
    readonly stopped: () => number;
  } {
    const lines: string[] = [];
    let stopped = 0;
    const terminal = {
      error: (line: string) => lines.push(`error ${line}`),
      out: (line: string) => lines.push(`out ${line}`),
      showStatus: (line: string) => lines.push(`status ${line}`),
      ask: (question: string) => Promise.resolve(question),
      every: () => () => void stopped++,
    } as unknown as ProcessContext;
    return { terminal, lines, stopped: () => stopped };
  }

  it("makes printable whatever is printed or asked", async () => {
    const { terminal, lines } = recorded();
    const safe = commandContext(terminal);
    safe.error("\u001b[2J");
    safe.out("\u009b2J");
    safe.showStatus?.("\u202ea");
    expect(lines).toEqual(["error \\u001b[2J", "out \\u009b2J", "status \\u202ea"]);
    expect(await safe.ask?.("delete \u001bX?")).toBe("delete \\u001bX?");
  });

  it("removes the status line and stops what repeats when it is closed", () => {
    const { terminal, lines, stopped } = recorded();
    const safe = commandContext(terminal);
    safe.every(1, () => {});
    safe.every(1, () => {})();
    safe.close();
    expect(stopped()).toBe(2);
    expect(lines).toEqual(["status "]);
  });
});

describe("a command", () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.make("http://127.0.0.1:9");
  });
  afterAll(() => workspace.remove());

  it("prints no escape sequence that is in a name", async () => {
    const { error, code } = await workspace.command("plan evil\u001b]0;owned\u0007\u202e.yaml");
    expect(code).toBe(2);
    expect(error.join("\n")).toContain("evil\\u001b]0;owned\\u0007\\u202e.yaml");
  });

  it("prints the stack trace and the causes of an internal error, and ends with 3", async () => {
    const readInput = (): Promise<string> =>
      Promise.reject(new TypeError("odd", { cause: new Error("deeper") }));
    const { error, out, code } = await workspace.command("report - --json", { readInput });
    expect(code).toBe(3);
    expect(error[0]).toBe("Internal error. Please report this stack trace:");
    expect(error[1]).toBe("TypeError: odd");
    expect(error.join("\n")).toContain("[cause]: Error: deeper");
    expect(JSON.parse(out)).toEqual({ formatVersion: 1, error: { code: "internal-error", message: "odd" } });
  });

  it("explains what the file system refuses, wherever it happens", async () => {
    const refusal = Object.assign(new Error("EMFILE"), { code: "EMFILE", syscall: "open", path: "/x/y" });
    const { error, code } = await workspace.command("report -", { readInput: () => Promise.reject(refusal) });
    expect(code).toBe(3);
    expect(error).toEqual([
      "cannot access /x/y: too many open files (EMFILE). Raise the limit of open files (ulimit -n), then retry.",
    ]);
  });
});
