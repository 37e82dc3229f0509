import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onPath } from "../../emulators/on-path";
import { findPseudoTerminal, type StartInTerminal } from "../../emulators/pseudo-terminal";
import { both, describeWith, type RealPart } from "../../emulators/real-part";
import { Workspace } from "./workspace";

function findShell(name: string): Promise<RealPart<string>> {
  const path = onPath(name);
  return Promise.resolve(
    path === null ? { available: false, why: `no ${name} on the PATH` } : { available: true, part: path },
  );
}

/** Lines, and what a shell makes of them once the cursor is at their end. */
const unique: readonly (readonly [line: string, completed: string])[] = [
  ["prev", "preview"],
  ["tables --outputs x.json descr", "tables --outputs x.json describe"],
  ["tables query --ind", "tables query --index"],
  ["run --on-conflict o", "run --on-conflict overwrite"],
  ["delete --cha", "delete --cha"],
  ["update users --cha", "update users --change"],
  ["run shop", "run shop.yaml"],
  ["run --outputs shop", "run --outputs shop.yaml"],
];

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
    expect(await completed("tables", "--outputs", "x.json", "query", "--ind")).toEqual(["--index"]);
    expect(await completed("run", "--on-conflict", "o")).toEqual(["overwrite"]);
    expect(await completed("update", "users", "--se")).toEqual(["--set", "--segments"]);
  });

  it("refuses another shell", async () => {
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

describeWith(
  "completion in fish",
  () => findShell("fish"),
  (fish) => {
    let shop: Workspace;
    beforeAll(async () => {
      shop = await Workspace.make("http://127.0.0.1:1");
      await shop.file("shop.yaml", "");
      await shop.file("completion.fish", `${(await shop.command("completion fish")).out}\n`);
    });
    afterAll(() => shop.remove());

    /** What fish offers at the end of each line. */
    function offered(lines: readonly string[]): string[][] {
      const calls = lines.map((line) => `complete -C 'dynamodb-migrate ${line}'; echo ----`);
      const script = ["source completion.fish", ...calls].join("\n");
      const out = execFileSync(fish, ["--no-config", "-c", script], {
        ...{ cwd: shop.folder, encoding: "utf8" },
        env: { ...process.env, HOME: shop.folder, XDG_DATA_HOME: shop.folder, XDG_CONFIG_HOME: shop.folder },
      });
      const answers = out.split("----\n").slice(0, -1);
      return answers.map((answer) => [...answer.matchAll(/^([^\t\n]+)/gm)].map(([, word = ""]) => word));
    }

    it("completes commands, commands of groups, options, their values and files", () => {
      const found = offered(unique.map(([line]) => line));
      const lines = unique.map(([line], index) => {
        const start = line.replace(/\S+$/, "");
        return found[index]?.length === 1 ? start + (found[index][0] ?? "") : line;
      });
      expect(lines).toEqual(unique.map(([, completed]) => completed));
    });

    it("offers the options of a command of a group, and not those of a command with the same name", () => {
      const [group, top, commands] = offered(["tables delete --", "delete --", "tables de"]);
      expect(group).toContain("--no-backup");
      expect(group).not.toContain("--where");
      expect(top).toContain("--where");
      expect(commands).toEqual(["delete", "describe"]);
    });
  },
);

describeWith(
  "completion in zsh",
  () => both(findShell("zsh"), findPseudoTerminal()),
  ({ first, second }) => {
    let shop: Workspace;
    beforeAll(async () => {
      shop = await Workspace.make("http://127.0.0.1:1");
      await shop.file("shop.yaml", "");
      const { out } = await shop.command("completion zsh");
      await shop.file("functions/_dynamodb-migrate", `${out}\n`);
      await shop.file("call.zsh", `dynamodb-migrate() { print -r -- "<$*>" }\nPROMPT='READY> '\n`);
    });
    afterAll(() => shop.remove());

    it.each([
      ["a script that is sourced", "source functions/_dynamodb-migrate"],
      ["a function in fpath", "fpath=($PWD/functions $fpath); autoload -Uz compinit; compinit -i"],
    ])(
      "completes commands, commands of groups, options, their values and files with %s",
      async (_, setUp) => {
        expect(await completedLines(first, second, shop.folder, setUp)).toEqual(
          unique.map(([, completed]) => completed),
        );
      },
    );
  },
);

/** The lines that zsh calls the program with if Tab is pressed at the end of each. */
async function completedLines(
  zsh: string,
  start: StartInTerminal,
  folder: string,
  setUp: string,
): Promise<string[]> {
  const environment = { HOME: folder, ZDOTDIR: folder };
  const shell = start([zsh, "-f", "-i"], { folder, environment, columns: 200 });
  const called = () => [...shell.text().matchAll(/^<(.*)>\r?$/gm)].map(([, line = ""]) => line.trim());
  const seen = async (what: () => unknown, expected: unknown): Promise<void> =>
    expect.poll(what, { timeout: 60_000, interval: 20 }).toEqual(expected);
  shell.type(`${setUp}; source call.zsh\n`);
  await seen(() => shell.text().includes("READY> "), true);
  for (const [index, [line]] of unique.entries()) {
    shell.type(`dynamodb-migrate ${line}\t\n`);
    await seen(() => called().length, index + 1);
  }
  shell.type("exit\n");
  await shell.ended;
  return called();
}
