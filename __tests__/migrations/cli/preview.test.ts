import { expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { jsonl: data }
entities:
  note:
    from: { file: notes.jsonl }
    to: notes
    where: \${!has(row.gone)}
`;

describeWith("preview", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "data/notes.jsonl": '{"id":"n1","rank":1}\n{"id":"n2","gone":1}\n{"rank":3}\n{"id":"n4"}\n',
  });

  it("shows the typed items of the first rows, and why others have none", async () => {
    const { code, error } = await shop().command("preview");
    expect([code, error]).toEqual([
      1,
      [
        "note: data/notes.jsonl → shop-dev-notes",
        "  row 1 (data/notes.jsonl:1)",
        '    id: {"S":"n1"}',
        '    rank: {"N":"1"}',
        "    10 bytes, 2 write units, indexes: RankIndex (10 bytes)",
        "  row 2 (data/notes.jsonl:2)",
        "    excluded by where",
        "  row 3 (data/notes.jsonl:3)",
        expect.stringContaining("    rejected: missing-key: id, the partition key"),
        "",
      ],
    ]);
  });

  it("finds the rows that have a value in a column", async () => {
    const { code, error } = await shop().command("preview --row id=n4");
    expect([code, error]).toEqual([
      0,
      [
        ...["note: data/notes.jsonl → shop-dev-notes", "  row 4 (data/notes.jsonl:4)"],
        ...['    id: {"S":"n4"}', "    4 bytes, 1 write unit, indexes: none", ""],
      ],
    ]);
    expect((await shop().command("preview --row id=n9")).error[1]).toBe("  no rows");
  });

  it("shows no more rows than asked for, and refuses a row that is no column with a value", async () => {
    const { error } = await shop().command("preview --limit 1");
    expect(error.filter((line) => line.startsWith("  row"))).toHaveLength(1);
    expect(await shop().command("preview --row 7")).toMatchObject({ code: 2, errorCode: "row-invalid" });
  });
});
