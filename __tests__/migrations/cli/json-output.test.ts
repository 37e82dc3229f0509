import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { documentProblems, outputProblems, type SchemaName } from "../../json-documents";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: data }
entities:
  note: { from: { file: notes.json }, to: notes }
`;

const notes = [{ id: "n1", rank: 1 }, { id: "n2", text: "two" }, { rank: 3 }];

describeWith("--json", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "data/notes.json": JSON.stringify(notes),
  });

  beforeEach(async () => {
    expect((await shop().command("run")).code).toBe(1);
  });

  /** What is wrong with what a command prints, and its exit code. */
  async function printed(line: string): Promise<{ code: number; problems: readonly string[] }> {
    const { code, out } = await shop().command(`${line} --json`);
    expect(JSON.parse(out)).toMatchObject({ formatVersion: 1 });
    return { code, problems: outputProblems(line.split(" "), out) };
  }

  it.each([
    [0, "status"],
    [1, "plan"],
    [1, "plan --offline"],
    [1, "preview"],
    [1, "verify"],
    [1, "verify --sample 1"],
    [0, "report"],
    [1, "run"],
    [1, "run --dry-run"],
    [1, "sync --dry-run"],
    [0, "rollback --dry-run"],
    [0, "rollback --yes"],
    [0, "backup notes --to backup-one"],
    [0, "export notes --to export-one"],
    [0, "tables list"],
    [0, "tables describe shop-dev-notes"],
    [2, "run --batch-size 26"],
    [2, "run --resume no-such-run"],
  ])("ends with %i and prints what the schema says: %s", async (code, line) => {
    expect(await printed(line)).toEqual({ code, problems: [] });
  });

  it("prints what the schema says of a report after a verification and a rollback", async () => {
    await shop().command("verify");
    await shop().command("rollback --yes");
    expect(await printed("report")).toEqual({ code: 0, problems: [] });
  });

  it("prints what the schema says of a restored backup and of a deleted table", async () => {
    await shop().command("backup notes --to backup-two");
    await shop().clear();
    expect(await printed("restore backup-two")).toEqual({ code: 0, problems: [] });
    await shop().makeOldTable("old", [{ id: { S: "1" } }]);
    expect(await printed("tables delete old --yes")).toEqual({ code: 0, problems: [] });
  });

  it("prints what the schema says of a file with mistakes", async () => {
    await shop().file("wrong.yaml", "name: x\nsourc: 1\n");
    expect(await printed("plan wrong.yaml")).toEqual({ code: 2, problems: [] });
  });

  /** What is wrong with the lines of a file. */
  async function lineProblems(schema: SchemaName, path: string): Promise<readonly (readonly string[])[]> {
    const lines = (await shop().read(path)).trimEnd().split("\n");
    return lines.map((line) => documentProblems(schema, JSON.parse(line)));
  }

  it("keeps rejects and the result as their schemas say", async () => {
    const [run = ""] = await readdir(join(shop().folder, ".dynamodb-migrate"));
    expect(await lineProblems("rejects-line", `.dynamodb-migrate/${run}/rejects.jsonl`)).toEqual([[]]);
    const result = JSON.parse(await shop().read(`.dynamodb-migrate/${run}/result.json`)) as object;
    expect(documentProblems("run", result)).toEqual([]);
  });

  it("keeps differences as their schema says", async () => {
    await shop().deleteItem("notes", { id: { S: "n1" } });
    await shop().put("notes", { id: { S: "n2" }, text: { S: "other" } });
    await shop().put("notes", { id: { S: "n9" } });
    expect((await shop().command("verify")).code).toBe(1);
    const path = ".dynamodb-migrate/differences.jsonl";
    expect(await lineProblems("differences-line", path)).toEqual([[], [], []]);
  });
});
