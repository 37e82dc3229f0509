import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import {
  nextCommand,
  nextCommandText,
  optionsIn,
  suggestedCommands,
} from "../../../../migrations/cli/output/next-command";
import { makeProgram } from "../../../../migrations/cli/program";
import type { ProcessContext } from "../../../../migrations/cli/process-context";
import { findDynalite } from "../../../emulators/dynalite";
import { describeWith } from "../../../emulators/real-part";
import { useWorkspace } from "../workspace";

const location = [
  ...["outputs", "stack", "local", "region", "endpoint", "profile", "entity", "limit", "runFolder"],
];

function commandOf(name: string): Command {
  const terminal = { out: () => {}, error: () => {} } as Partial<ProcessContext> as ProcessContext;
  return name.split(" ").reduce<Command>(
    (parent, word) => parent.commands.find((one) => one.name() === word) as Command,
    makeProgram("1", terminal, () => {}),
  );
}

describe("a suggested command", () => {
  it.each(Object.keys(suggestedCommands))("repeats every option that decides where %s acts", (name) => {
    const names = commandOf(name).options.map((option) => option.attributeName());
    // `local up` makes tables of stacks; it does not choose one of outputs.
    const wanted = names.filter((one) => location.includes(one) && !(name === "local up" && one === "stack"));
    expect([...(suggestedCommands[name] ?? [])].toSorted()).toEqual(wanted.toSorted());
  });

  it("repeats what was given, and no default", () => {
    const options = { local: true, entity: ["a", "b c"], limit: 5, runFolder: ".dynamodb-migrate" };
    expect(nextCommandText("verify", ["m.yaml"], options)).toBe(
      "dynamodb-migrate verify m.yaml --entity a --entity 'b c' --limit 5 --local",
    );
  });
});

describe("the options of a suggested command", () => {
  it.each([
    [{}],
    [{ local: true, entity: ["a", "b c"], limit: 5 }],
    [{ outputs: "o.json", stack: "s", region: "eu-west-1", endpoint: "http://e", runFolder: "runs" }],
  ])("are read back as they were: %o", (options) => {
    expect(optionsIn(nextCommand("verify", ["m.yaml"], options))).toEqual(options);
  });
});

const migration = `
name: shop
source: { json: data }
entities:
  note: { from: { file: notes.json }, to: notes }
  more: { from: { file: more.json }, to: notes }
`;

describeWith("the command that a command suggests", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "data/notes.json": JSON.stringify([1, 2, 3].map((n) => ({ id: `n${n}`, rank: n }))),
    "data/more.json": JSON.stringify([{ id: "m1" }, { id: "m2" }]),
  });

  function suggested(lines: readonly string[], endpoint: string): string | undefined {
    const found = lines.map((line) => /(?:Next|To resume|to undo): (.*)$/.exec(line)?.[1]);
    return found.find((text) => text !== undefined)?.replace(endpoint, "URL");
  }

  it.each([
    ["run --limit 2", "verify migration.yaml --limit 2 --endpoint URL"],
    [
      "run -e more --stack shop-dev-us-east-1",
      "verify migration.yaml --entity more --stack shop-dev-us-east-1 --endpoint URL",
    ],
    [
      "run --run-folder my$runs --region us-east-1",
      "verify migration.yaml --region us-east-1 --endpoint URL --run-folder 'my$runs'",
    ],
    ["seed --items 1 --table tags --run-folder my$runs --endpoint URL", "status --run-folder 'my$runs'"],
    [
      "backup notes --to my$files --outputs outputs.json",
      "restore 'my$files' --outputs outputs.json --endpoint URL",
    ],
    [
      "export notes --to my$files2 --region us-east-1",
      "import 'my$files2' --region us-east-1 --endpoint URL",
    ],
  ])("%s repeats what decides where it acts", async (line, next) => {
    const { endpoint } = shop();
    const { error } = await shop().command(line.replace("--endpoint URL", `--endpoint ${endpoint}`));
    expect(suggested(error, endpoint)).toBe(`dynamodb-migrate ${next}`);
  });

  it("verifies what run --limit has moved", async () => {
    const { error } = await shop().command("run --limit 2");
    const next = suggested(error, shop().endpoint)?.replace("URL", shop().endpoint);
    const verified = await shop().command((next ?? "").replace("dynamodb-migrate ", ""));
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.error.join("\n")).toContain("Every item arrived: 4 items match, none missing");
  });

  it("verifies what run --entity has moved into a table that other entities share", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("verify -e more");
    expect(code).toBe(0);
    expect(error.join("\n")).toContain("only more was compared; 3 other items in the table may be");
  });

  it("is the whole command again, without --no-resume, after an interruption", async () => {
    const stopping = new AbortController();
    stopping.abort();
    const line = "run --no-resume --rate 5 --on-conflict skip";
    const { error, code } = await shop().command(line, { signal: stopping.signal });
    expect(code).toBe(130);
    expect(suggested(error, shop().endpoint)).toBe(
      "dynamodb-migrate run --rate 5 --on-conflict skip --endpoint URL",
    );
  });

  it("stays as a list in the checkpoint, and is what the report suggests", async () => {
    await shop().command("run --limit 2 --run-folder my$runs");
    const { out } = await shop().command("report --json --run-folder my$runs");
    const { next, run } = JSON.parse(out) as { run: string; next: { command?: string }[] };
    const text = await shop().read(`my$runs/${run}/checkpoint.json`);
    const { options } = JSON.parse(text) as { options: Record<string, unknown> };
    const where = ["--endpoint", shop().endpoint];
    expect(options["next"]).toEqual([
      "verify",
      "migration.yaml",
      "--limit",
      "2",
      ...where,
      "--run-folder",
      "my$runs",
    ]);
    expect(options["command"]).toEqual(["run", "--limit", "2", "--run-folder", "my$runs", ...where]);
    expect(next[0]?.command).toBe(
      `dynamodb-migrate verify migration.yaml --limit 2 --endpoint ${shop().endpoint} --run-folder 'my$runs'`,
    );
  });
});
