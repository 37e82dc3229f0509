import { describe, expect, it } from "vitest";
import { loadDefinitionModule } from "../../../migrations/definition/load-definition";
import { preflight } from "../../../migrations/definition/preflight";
import type { Target } from "../../../migrations/items/target-table";
import { loadCel } from "../../../migrations/mapping/expression";
import { load, problemsIn } from "./problems";

const head =
  "name: a\nsource: { json: . }\nentities:\n  user:\n    from: { file: users.json }\n    to: main\n";
const entityWith = (...lines: string[]) => head + lines.map((line) => `    ${line}\n`).join("");

const target: Target = {
  ...{ formatVersion: 1, service: "a", environment: "dev", region: "us-east-1", role: "primary" },
  tables: {
    main: {
      name: "Main",
      partitionKey: { name: "PK", type: "S" },
      sortKey: { name: "SK", type: "S" },
      indexes: [],
      billing: { mode: "on-demand" },
      replicaRegions: [],
    },
  },
};

async function preflightOf(...lines: string[]): Promise<string[]> {
  const definition = await load(entityWith(...lines));
  try {
    preflight(definition, target, "outputs.json");
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

const row = "'...': '${row}'";
const listed =
  'omits nothing, since item lists its attributes; take the row as it is with "...": ${row}, or remove omit';
const spread = "must be one expression that gives a map, such as ${row}, or a list of these";

describe("a migration file", () => {
  it("gives omit and omitEmpty of an entity to its items", async () => {
    const text = entityWith(
      ...["omit: [a]", "omitEmpty: true", "items:", `  - { item: { ${row} } }`],
      `  - { item: { ${row} }, omit: [b], omitEmpty: deep }`,
    );
    expect((await load(text)).entities[0]?.items).toEqual([
      { item: { "...": "${row}" }, omitNull: false, omitEmpty: true, omit: ["a"] },
      { item: { "...": "${row}" }, omitNull: false, omitEmpty: "deep", omit: ["b"] },
    ]);
  });

  it.each<[string, string[], string[]]>([
    [
      "omits columns of an item that lists its attributes",
      ["item: { a: x }", "omit: [b]"],
      [`migration.yaml:8:11 entities.user.omit: ${listed}`],
    ],
    [
      "omits columns although none of its items takes any",
      ["omit: [b]", "items: [{ item: { a: x } }, { item: { a: y }, omit: [c] }]"],
      [`migration.yaml:8:57 entities.user.items[1].omit: ${listed}`],
    ],
    [
      "omits an attribute that it sets",
      [`item: { ${row}, a: x }`, "omit: [b, a]"],
      ["migration.yaml:8:15 entities.user.omit[1]: is set by item; remove it from omit"],
    ],
    [
      "spreads text",
      ["item: { '...': 'x${row.a}' }"],
      [`migration.yaml:7:20 entities.user.item["..."]: ${spread}`],
    ],
    [
      "spreads a list with text",
      ["item: { a: { '...': ['${row}', x] } }"],
      [`migration.yaml:7:25 entities.user.item.a["..."]: ${spread}`],
    ],
    [
      "spreads an expression that is none",
      ["item: { '...': '${row.}' }"],
      ['migration.yaml:7:20 entities.user.item["..."]: "${row.}": Expected IDENTIFIER, got EOF'],
    ],
    [
      "omits empty values by another word",
      ["omitEmpty: all"],
      ['migration.yaml:7:16 entities.user.omitEmpty: must be true, false or deep, got "all"'],
    ],
  ])("that %s is refused", async (_what, lines, problems) => {
    expect(await problemsIn(entityWith(...lines))).toEqual(problems);
  });

  it("that omits columns of one of its items is taken", async () => {
    const items = `items: [{ item: { a: x } }, { item: { ${row} } }]`;
    expect(await problemsIn(entityWith("omit: [b]", items))).toEqual([]);
  });

  it("that omits columns of a function is refused", async () => {
    const user = { from: { file: "a" }, to: "main", omit: ["a"], item: () => ({}) };
    const value = { name: "a", source: { json: "." }, entities: { user } };
    const settings = { fileName: "migration.ts", env: {}, fingerprint: "", compile: await loadCel() };
    expect(() => loadDefinitionModule({ value, ...settings })).toThrow(
      "migration.ts entities.user.omit: does not go with a function, which omits columns itself",
    );
  });
});

describe("preflight of a row that is taken as it is, with changes", () => {
  it("does not miss a key that the row may have", async () => {
    expect(await preflightOf(`item: { ${row}, PK: 'U#\${row.id}' }`)).toEqual([]);
  });

  it("misses a key that is omitted", async () => {
    expect(await preflightOf(`item: { ${row}, PK: x }`, "omit: [SK]")).toEqual([
      "migration.yaml:7:11 entities.user.item: must produce SK, the sort key of Main",
    ]);
  });

  it("leaves keys that only rows tell to the run", async () => {
    expect(await preflightOf(`items: [{ item: { ${row} } }, { item: { PK: a, SK: b } }]`)).toEqual([]);
  });

  it("compares keys that are listed", async () => {
    const items = `items: [{ item: { ${row}, PK: a, SK: b } }, { item: { PK: a, SK: b } }]`;
    expect(await preflightOf(items)).toEqual([
      "migration.yaml:7:66 entities.user.items[1].item: can produce the same PK and SK as items[0], before it; give them different texts there",
    ]);
  });
});
