import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Workspace } from "./workspace";

const migration = `
name: shop
source: { jsonl: data }
entities:
  note: { from: { file: notes.jsonl }, to: notes }
  tag: { from: { file: tags.jsonl }, to: tags }
`;

describe("expr", () => {
  let shop: Workspace;
  beforeAll(async () => {
    shop = await Workspace.make("http://127.0.0.1:1");
    await shop.file("migration.yaml", migration);
    await shop.file(
      "data/notes.jsonl",
      '{"id":"n1","n":1.10}\n{"id":"n2"}\n{"id":"n3","n":3}\n{"id":"n4","n":4}\n',
    );
    await shop.file("data/tags.jsonl", '{"id":"t1"}\n');
  });
  afterAll(() => shop.remove());

  it("evaluates an expression for a row of the command line, with every digit", async () => {
    const line = `expr 'row.n' --row '{"n":12345678901234567890.123}'`;
    expect(await shop.command(line)).toMatchObject({ code: 0, error: ['{"N":"12345678901234567890.123"}'] });
    expect((await shop.command(`expr 'ID#\${lower(row.id)}' --row '{"id":"A"}'`)).error).toEqual([
      '{"S":"ID#a"}',
    ]);
  });

  it("evaluates it for the first rows of the source, and says where it fails", async () => {
    const { code, error } = await shop.command("expr 'row.n + 1' -e note");
    expect([code, error]).toEqual([
      1,
      [
        'note row 1: {"N":"2.1"}',
        expect.stringMatching(/^note row 2: fails: \$\{row\.n \+ 1\}: the row has no "n"/),
        'note row 3: {"N":"4"}',
      ],
    ]);
    const { out } = await shop.command("expr has(row.n) --row id=n4 --json");
    expect(JSON.parse(out)).toMatchObject({ rows: [{ entity: "note", row: 4, value: { BOOL: true } }] });
  });

  it("refuses what is no expression, no row and no entity", async () => {
    expect(await shop.command("expr 'row.n +' --row {}")).toMatchObject({
      code: 2,
      errorCode: "expression-invalid",
    });
    expect(await shop.command("expr row.n --row {]")).toMatchObject({ code: 2, errorCode: "row-invalid" });
    expect(await shop.command("expr row.n --row id")).toMatchObject({ code: 2, errorCode: "row-invalid" });
    expect(await shop.command("expr row.n -e x")).toMatchObject({ code: 2, errorCode: "entity-unknown" });
  });
});
