import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Workspace } from "./workspace";

describe("completion and man", () => {
  let shop: Workspace;
  beforeAll(async () => {
    shop = await Workspace.make("http://127.0.0.1:1");
  });
  afterAll(() => shop.remove());

  /** What bash offers at the end of a line. */
  async function completed(...words: readonly string[]): Promise<string[]> {
    const { out } = await shop.command("completion bash");
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script = `${out}\nCOMP_WORDS=(dynamodb-migrate ${quoted}); COMP_CWORD=${words.length}; _dynamodb_migrate; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim().split("\n");
  }

  it("completes commands, commands of groups, options and their values in bash", async () => {
    expect(await completed("prev")).toEqual(["preview"]);
    expect(await completed("tables", "de")).toEqual(["describe", "delete"]);
    expect(await completed("tables", "--out", "query", "--ind")).toEqual(["--index"]);
    expect(await completed("run", "--on-conflict", "o")).toEqual(["overwrite"]);
    expect(await completed("update", "users", "--se")).toEqual(["--set", "--segments"]);
  });

  it("writes scripts for zsh and fish with every command", async () => {
    expect((await shop.command("completion zsh")).out).toMatch(/^autoload -U \+X bashcompinit/);
    const { out } = await shop.command("completion fish");
    expect(out).toContain(
      "-n '__fish_seen_subcommand_from tables' -a query -d 'show the items of a partition,",
    );
    expect(out).toContain("-l on-conflict -r -a 'overwrite skip fail'");
    expect((await shop.command("completion tcsh")).code).toBe(2);
  });

  it("writes a manual page with every command and option", async () => {
    const { out } = await shop.command("man");
    expect(out).toContain('.TH DYNAMODB-MIGRATE 1 "" "dynamodb-migrate 1.2.3"');
    expect(out).toContain(".SS tables query [options] <table> <conditions...>");
    expect(out).toContain(".B \\-o, \\-\\-outputs <file>");
    expect(out).toContain("130  interrupted; the checkpoint is saved");
  });
});
