import { expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { outputs, useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: data }
entities:
  note: { from: { file: notes.json }, to: notes }
`;

describeWith("plan", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "missing.yaml": migration.replace("notes.json", "missing.json"),
    "data/notes.json": JSON.stringify([{ id: "n1", rank: 1 }, { rank: 2 }]),
  });
  const stack = outputs["shop-dev-us-east-1"].dynamodb_tables;

  async function otherOutputs(changes: object): Promise<void> {
    const tables = { ...stack.tables, notes: { ...stack.tables.notes, ...changes } };
    await shop().file("other.json", JSON.stringify({ dynamodb_tables: { ...stack, tables } }));
  }

  it("shows the state of each table that rows go to", async () => {
    const { code, error } = await shop().command("plan");
    expect(code).toBe(1);
    expect(error.slice(1, 4)).toEqual([
      "Tables",
      "  table           state   items  point-in-time recovery",
      "  shop-dev-notes  ACTIVE      0  unknown",
    ]);
  });

  it("says that a table is not empty", async () => {
    await shop().put("notes", { id: { S: "n0" } });
    expect((await shop().command("plan")).error).toContain(
      "shop-dev-notes: the table is not empty; run it with --on-conflict overwrite, skip or fail",
    );
  });

  it("prints the tables as JSON, too", async () => {
    const { out } = await shop().command("plan --json");
    expect(JSON.parse(out)).toMatchObject({
      tables: [{ table: "shop-dev-notes", state: "ACTIVE", isEmpty: true }],
      entities: [{ entity: "note", items: 1, rejected: 1 }],
    });
  });

  it.each([
    [{ name: "gone" }, /^table gone not found in http\S+; deploy it/],
    [
      { partitionKey: { name: "rank", type: "N" } },
      /^in \S+: table shop-dev-notes has the key \(id:S\), the outputs have \(rank:N\)/,
    ],
    [
      { indexes: [{ ...stack.tables.notes.indexes[0], name: "Old" }] },
      /index Old of table shop-dev-notes does not exist/,
    ],
  ])("ends before it reads the source if a table is not as in the outputs: %o", async (changes, message) => {
    await otherOutputs(changes);
    const { code, error } = await shop().command("plan --outputs other.json");
    expect(code).toBe(3);
    expect(error).toEqual([expect.stringMatching(message)]);
  });

  it("ends with 3 if the tables cannot be reached", async () => {
    const { code, error } = await shop().command("plan --endpoint http://127.0.0.1:1");
    expect(code).toBe(3);
    expect(error.at(-1)).toMatch(
      /^cannot reach table shop-dev-notes in http:\/\/127\.0\.0\.1:1: connection refused/,
    );
    expect(error.join("\n")).not.toContain("Plan");
  }, 60_000);

  it("contacts no table with --offline", async () => {
    const { code, error } = await shop().command("plan --offline --endpoint http://127.0.0.1:1");
    expect(code).toBe(1);
    expect(error.join("\n")).not.toContain("Tables");
    expect(error).toContain("Plan; nothing was written");
  });

  it("prints only the error of a source that cannot be read", async () => {
    const { code, error } = await shop().command("plan missing.yaml --offline");
    expect(code).toBe(3);
    expect(error.filter((line) => !line.includes("→"))).toEqual([
      expect.stringMatching(/^note: cannot read data\/missing\.json/),
    ]);
  });
});
