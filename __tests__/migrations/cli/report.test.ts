import { readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { RunReport } from "../../../migrations/report/run-report";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: data }
entities:
  note: { from: { file: notes.json }, to: notes }
`;

describeWith("report", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "data/notes.json": '[{"id":"n1","rank":1},{"id":"<script>alert(1)</script>","rank":"first"}]',
  });

  async function run(): Promise<string> {
    await shop().command("run");
    return (await readdir(join(shop().folder, ".dynamodb-migrate"))).at(-1) ?? "";
  }

  async function reportOf(line: string): Promise<RunReport> {
    return JSON.parse((await shop().command(`report ${line} --json`)).out) as RunReport;
  }

  it("writes a page into the run's folder and says where", async () => {
    const name = await run();
    const { code, error } = await shop().command("report");
    const file = `.dynamodb-migrate/${name}/report.html`;
    expect([code, error]).toEqual([0, [`Report of run ${name}: ${file}`]]);
    const page = await shop().read(file);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toContain("<script");
  });

  it("writes it elsewhere", async () => {
    await run();
    expect((await shop().command("report --output page.html")).error[0]).toMatch(/: page\.html$/);
    expect(await shop().read("page.html")).toMatch(/^<!doctype html>/);
  });

  it("replaces a symbolic link in its place, and leaves the link's target alone", async () => {
    const name = await run();
    await shop().file("target.txt", "mine");
    const link = `.dynamodb-migrate/${name}/report.html`;
    await symlink(join(shop().folder, "target.txt"), join(shop().folder, link));
    expect((await shop().command("report")).code).toBe(0);
    expect(await shop().read("target.txt")).toBe("mine");
    expect(await shop().read(link)).toMatch(/^<!doctype html>/);
    expect((await stat(join(shop().folder, link))).mode & 0o777).toBe(0o600);
  });

  it("prints it", async () => {
    await run();
    const { out, error } = await shop().command("report --output -");
    expect(out).toMatch(/^<!doctype html>[^]*<\/html>/);
    expect(error).toEqual([]);
  });

  it("prints what the page says as JSON", async () => {
    const name = await run();
    expect(await reportOf(name)).toMatchObject({
      run: name,
      state: "finished",
      total: { read: 2, written: 1, rejected: 1 },
      rejects: [{ code: "wrong-index-key-type", count: 1, examples: [{ entity: "note", row: 2 }] }],
      next: [
        { command: `dynamodb-migrate verify migration.yaml --endpoint ${shop().endpoint}` },
        { command: `dynamodb-migrate rollback ${name} --dry-run` },
        { command: `less .dynamodb-migrate/${name}/rejects.jsonl` },
      ],
    });
  });

  it("knows what verify found", async () => {
    const name = await run();
    await shop().command("verify");
    expect((await reportOf(name)).verification).toMatchObject({ same: true, isOutdated: false });
  });

  it("is of a run that was taken back", async () => {
    const name = await run();
    await shop().command("rollback --yes");
    expect((await reportOf(name)).state).toBe("rolled-back");
  });

  it("is of a run at work, by the process that holds its lock", async () => {
    const name = await run();
    const folder = join(shop().folder, ".dynamodb-migrate", name);
    const text = await shop().read(`.dynamodb-migrate/${name}/checkpoint.json`);
    await writeFile(join(folder, "checkpoint.json"), text.replace('"finished"', '"running"'));
    await writeFile(join(folder, "lock"), '{"pid":4711,"since":"2026-01-01T00:00:00.000Z"}');
    const isAlive = (pid: number): boolean => pid === 4711;
    const { out } = await shop().command("report --json", { isAlive });
    expect((JSON.parse(out) as RunReport).state).toBe("running");
    expect((await reportOf(name)).state).toBe("interrupted");
  });

  it("has the state that status prints, in its text and in its JSON", async () => {
    const name = await run();
    const folder = join(shop().folder, ".dynamodb-migrate", name);
    const text = await shop().read(`.dynamodb-migrate/${name}/checkpoint.json`);
    await writeFile(join(folder, "lock"), '{"pid":4711,"since":"2026-01-01T00:00:00.000Z"}');
    for (const [kept, isAlive, state] of [
      ["running", true, "running"],
      ["running", false, "interrupted"],
      ["interrupted", true, "running"],
      ["interrupted", false, "interrupted"],
      ["stopped", false, "stopped"],
      ["finished", false, "finished"],
      ["rolling-back", true, "rolling-back"],
      ["rolled-back", false, "rolled-back"],
    ] as const) {
      await writeFile(join(folder, "checkpoint.json"), text.replace('"finished"', `"${kept}"`));
      const context = { isAlive: () => isAlive };
      const report = JSON.parse((await shop().command("report --json", context)).out) as RunReport;
      const json = JSON.parse((await shop().command("status --json", context)).out) as {
        runs: { state: string }[];
      };
      const lines = (await shop().command("status", context)).error;
      expect([report.state, json.runs.at(-1)?.state], kept).toEqual([state, state]);
      expect(lines.at(-1), kept).toMatch(new RegExp(`^ {2}${name} +${state} `));
    }
  });

  it("is of a folder that an earlier version left, with a page all the same", async () => {
    const name = await run();
    await rm(join(shop().folder, ".dynamodb-migrate", name, "timeline.jsonl"));
    await shop().command("report --output page.html");
    expect(await shop().read("page.html")).toContain("No timeline of this run was kept.");
  });

  it("is of a dry run, which leaves nothing but what it prints", async () => {
    const { out } = await shop().command("run --dry-run --json");
    const readInput = (): Promise<string> => Promise.resolve(out);
    const { code, error } = await shop().command("report - --output page.html", { readInput });
    expect([code, error]).toEqual([0, ["Report of run dry-run: page.html"]]);
    expect(await shop().read("page.html")).toContain("Nothing was written. 1 item would be");
  });

  it("takes a result from a file, and puts the page beside where it was called", async () => {
    await shop().file("dry.json", (await shop().command("run --dry-run --json")).out);
    expect((await shop().command("report dry.json")).error).toEqual(["Report of run dry-run: report.html"]);
  });

  it.each([
    [
      "where there is no run",
      "report",
      "no run in .dynamodb-migrate; make one with `dynamodb-migrate run`, or name its folder with --run-folder",
    ],
    ["a run that is not there", "report nope", 'no run or file named "nope"; there are: none'],
    [
      "a file that is no result",
      "report migration.yaml",
      "migration.yaml is not the result of a run; expected what `dynamodb-migrate run --json` prints",
    ],
    [
      "nothing on standard input",
      "report -",
      "standard input is not the result of a run; expected what `dynamodb-migrate run --json` prints",
    ],
  ])("refuses %s", async (_what, line, message) => {
    expect(await shop().command(line)).toMatchObject({ code: 2, error: [message] });
  });

  it("says what is wrong with a run whose checkpoint is damaged", async () => {
    const name = await run();
    await shop().file(`.dynamodb-migrate/${name}/checkpoint.json`, "{");
    const { code, error } = await shop().command(`report ${name}`);
    expect(code).toBe(2);
    expect(error).toEqual([
      expect.stringMatching(/checkpoint\.json cannot be used: .+Restore it from a copy/),
    ]);
    const latest = await shop().command("report");
    expect(latest.error[0]).toMatch(new RegExp(`^Warning: run ${name} is ignored: .+cannot be used`));
    expect(latest.code).toBe(2);
  });

  it("says that it cannot write the page", async () => {
    await run();
    const { code, error } = await shop().command("report --output missing/page.html");
    expect(code).toBe(3);
    expect(error[0]).toMatch(/^cannot write the report to .*; choose another path with --output$/);
  });
});
