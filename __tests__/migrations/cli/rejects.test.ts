import { expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { makeSqlite } from "../sources/sql/sqlite/sqlite-file";
import { useWorkspace } from "./workspace";

const migration = (source: string, from: string, id = "${row.id}"): string => `
name: shop
source: { ${source} }
entities:
  note: { from: { ${from} }, to: notes, item: { id: "${id}" } }
`;

describeWith("a reject", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "lines.yaml": migration("jsonl: data", "file: notes.jsonl"),
    "data/notes.jsonl": '{"id":"n1"}\n\n{"id":""}\n{"ID":"n3"}\n',
    "csv.yaml": migration("csv: data", "file: notes.csv"),
    "data/notes.csv": "n0,x\nn1,y\n",
    "cells.yaml": migration("csv: data", "file: cells.csv"),
    "data/cells.csv": 'id,text\nn1,"two\nlines"\n"",b\n',
    "near.yaml": migration("csv: data", "file: note.csv"),
    "json.yaml": migration("json: data", "file: notes.json"),
    "data/notes.json": JSON.stringify([{ id: "" }]),
    "sqlite.yaml": migration("sqlite: shop.db", "table: notes"),
  });

  async function rejectsOf(line: string): Promise<unknown[]> {
    await shop().command(`${line} --rejects rejects.jsonl`);
    const lines = (await shop().read("rejects.jsonl")).trim().split("\n");
    return lines.map((one) => JSON.parse(one) as unknown);
  }

  it.each(["plan lines.yaml", "run lines.yaml --dry-run"])(
    "of %s is in the file of --rejects",
    async (line) => {
      expect(await rejectsOf(line)).toMatchObject([
        {
          entity: "note",
          row: 2,
          sourceKey: { file: "data/notes.jsonl", line: 3 },
          code: "empty-key",
          value: { id: "" },
        },
        { entity: "note", row: 3, sourceKey: { line: 4 }, code: "expression-failed", value: { ID: "n3" } },
      ]);
    },
  );

  it("has a remedy, as in rejects.jsonl of a run", async () => {
    const [planned] = await rejectsOf("plan lines.yaml");
    const { out } = await shop().command("run lines.yaml --json");
    const { folder } = JSON.parse(out) as { folder: string };
    const [first] = (await shop().read(`${folder}/rejects.jsonl`)).split("\n");
    expect(JSON.parse(first ?? "")).toEqual(planned);
    expect(planned).toMatchObject({
      remedy: expect.stringContaining("exclude the row with `where`") as string,
    });
  });

  it("names the primary key of a database's row", async () => {
    makeSqlite(
      `${shop().folder}/shop.db`,
      "CREATE TABLE notes (a INTEGER, b TEXT, id TEXT, PRIMARY KEY (b, a))",
      "INSERT INTO notes VALUES (9007199254740993, 'x', '')",
    );
    expect(await rejectsOf("plan sqlite.yaml")).toMatchObject([
      { row: 1, sourceKey: { b: "x", a: "9007199254740993" } },
    ]);
  });

  it("of a CSV row names the line on which the row ends", async () => {
    expect(await rejectsOf("plan cells.yaml")).toMatchObject([{ row: 2, sourceKey: { line: 4 } }]);
  });

  it("has no key of the source if that has none", async () => {
    expect((await rejectsOf("plan json.yaml"))[0]).not.toHaveProperty("sourceKey");
  });

  it("says what the row has, what may be meant, and asks for the header of a CSV file", async () => {
    const { error } = await shop().command("plan csv.yaml");
    expect(error.join("\n")).toContain(
      'note row 1 (data/notes.csv:2): expression-failed: id: ${row.id}: the row has no "id"; it has: n0, x; an item needs this key attribute: exclude the row with `where`; is the first line of the file the names of its columns?',
    );
    const lines = await shop().command("plan lines.yaml");
    expect(lines.error.join("\n")).toContain('the row has no "id"; did you mean "ID"? It has: ID;');
  });

  it("is followed by the remedy of its reason in a plan", async () => {
    const { error } = await shop().command("plan json.yaml");
    expect(error).toContain(
      "To fix empty-key: give the key attribute a value at the source, or exclude the row with `where`",
    );
  });

  it("goes to no file of a run that writes", async () => {
    const { code, error } = await shop().command("run lines.yaml --rejects rejects.jsonl");
    expect(code).toBe(2);
    expect(error[0]).toContain("--rejects goes with --dry-run only");
  });

  it("is refused for a run that writes before anything else is read", async () => {
    const { code, error } = await shop().command("run missing.yaml --rejects rejects.jsonl");
    expect([code, error.length]).toEqual([2, 1]);
    expect(error[0]).toContain("--rejects goes with --dry-run only");
  });

  it("cannot go to a folder that does not exist", async () => {
    const { code, error } = await shop().command("plan lines.yaml --rejects none/rejects.jsonl");
    expect(code).toBe(3);
    expect(error.join("\n")).toContain("cannot write the rejects to none/rejects.jsonl");
  });

  it("is none for a missing file, whose near misses are named", async () => {
    expect((await shop().command("plan near.yaml")).error.join("\n")).toContain(
      'file not found; did you mean "notes.csv"?',
    );
    expect((await shop().command("plan line.yaml")).error.join("\n")).toContain(
      'migration file line.yaml not found; did you mean "lines.yaml"?',
    );
  });
});
