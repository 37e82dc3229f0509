import { hash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModule } from "../../migrations/cli/wiring/load-module";
import type { ProcessContext } from "../../migrations/cli/process-context";
import type { Entity } from "../../migrations/definition/definition";
import { loadDefinition, loadDefinitionModule } from "../../migrations/definition/load-definition";
import { preflight } from "../../migrations/definition/preflight";
import { parseExactJson } from "../../migrations/items/exact-json";
import type { Target } from "../../migrations/items/target-table";
import { type Compile, loadCel } from "../../migrations/mapping/expression";
import { MappingInput } from "../../migrations/mapping/mapping-input";
import { coalesceFunctions } from "../../migrations/mapping/functions/register-coalesce";
import { functions } from "../../migrations/mapping/functions/functions";
import { itemJson } from "../../migrations/items/item-json";
import { fitItem, type FittedItem } from "../../migrations/mapping/oversize/fit-item";
import { marshal } from "../../migrations/items/marshal";
import { makeTransform } from "../../migrations/mapping/transform";
import { unmarshal } from "../../migrations/items/unmarshal";
import { readPage } from "./doc-page";

const { text } = readPage("docs/mapping.md");

/** The blocks whose first line is this, without their fences. */
function blocks(info: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${info}\\n(.*?)^\`\`\`$`, "gms"))].map(
    (found) => found[1] ?? "",
  );
}

const table = {
  name: "table",
  partitionKey: { name: "PK", type: "S" as const },
  sortKey: { name: "SK", type: "S" as const },
  indexes: [],
  billing: { mode: "on-demand" as const },
  replicaRegions: [],
};
const target: Target = {
  ...{ formatVersion: 1, service: "docs", environment: "dev", region: "us-east-1", role: "primary" },
  tables: { table },
};

const place = { table: "t", keyNames: ["PK"] };

let compile: Compile;
let folder: string;
beforeAll(async () => {
  compile = await loadCel();
  folder = await mkdtemp(join(tmpdir(), "mapping-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The items that a row of the page becomes, as the service writes them. */
function itemsOf(entity: Entity, row: string): unknown[] {
  const outcomes = makeTransform(entity, table, { STAGE: "dev" }, compile)(parseExactJson(row));
  return outcomes.map((outcome) => (outcome.kind === "item" ? itemJson(outcome.item) : outcome));
}

const indented = (yaml: string): string => yaml.replace(/^/gm, "    ");

describe("docs/mapping.md", () => {
  it.each(blocks("yaml").map((yaml, index) => ({ yaml, index })))(
    "has an example $index whose row becomes its items",
    ({ yaml, index }) => {
      const head =
        "name: docs\nsource: { json: . }\nentities:\n  one:\n    from: { file: f }\n    to: table\n";
      const file = { fileName: "docs/mapping.md", text: head + indented(yaml), env: {}, compile };
      const definition = loadDefinition(file);
      preflight(definition, target, "outputs.json");
      const [row = "", items = ""] = [blocks("json row")[index], blocks("json items")[index]];
      expect(itemsOf(definition.entities[0] as Entity, row)).toEqual(JSON.parse(items));
    },
  );

  it("has a migration.ts whose row becomes its items", async () => {
    await writeFile(join(folder, "migration.ts"), blocks("ts migration")[0] ?? "");
    const loaded = await loadModule("migration.ts", { cwd: folder } as ProcessContext);
    const definition = loadDefinitionModule({ ...loaded, fileName: "migration.ts", env: {}, compile });
    preflight(definition, target, "outputs.json");
    const items = itemsOf(definition.entities[0] as Entity, blocks("json row").at(-1) ?? "");
    expect(items).toEqual(JSON.parse(blocks("json items").at(-1) ?? ""));
  });

  it("has a file with a way for large items that is taken", () => {
    const file = { fileName: "docs/mapping.md", text: blocks("yaml file")[0] ?? "", compile };
    const definition = loadDefinition({ ...file, env: { BUCKET: "pages" } });
    expect(() => preflight(definition, target, "outputs.json")).not.toThrow();
    expect(definition.entities[0]?.oversize).toMatchObject({ over: 350_000, offload: { bucket: "pages" } });
  });

  it("has a reader that gives back what was packed and put away", async () => {
    const html = "<p>ä</p>".repeat(5000);
    const rules = {
      over: 400,
      compress: ["html"],
      offload: { bucket: "b", attributes: ["html"], prefix: "" },
    };
    const packed = fitItem({ html: { S: html } }, place, rules);
    const away = fitItem({ html: { S: html } }, place, { ...rules, compress: [] });
    const noise = Array.from({ length: 50 }, (_, index) => hash("sha256", String(index))).join("");
    const both = fitItem({ html: { S: noise } }, place, rules);
    await writeFile(join(folder, "reader.ts"), `${blocks("ts")[0]}\nexport default read;`);
    const { value } = await loadModule("reader.ts", { cwd: folder } as ProcessContext);
    const read = value as (item: object, name: string, fetch: () => Uint8Array | undefined) => unknown;
    const readBack = ({ item, objects }: FittedItem) =>
      read(unmarshal(item), "html", () => objects?.[0]?.body);
    expect(await Promise.all([packed, away, both].map(readBack))).toEqual([html, html, noise]);
    expect([packed, away, both].map(({ item }) => item["html#encoding"]?.S)).toEqual([
      "text+gzip",
      "text+s3",
      "text+gzip+s3",
    ]);
  });

  const rows = [...text.matchAll(/^\| `.*?\|\s+`(.*?)`\s+\|\s+`(\{.*)`\s+\|$/gm)].map(
    ([, expression = "", value = ""]) => ({ expression, value }),
  );

  it.each(rows)("says what $expression gives", ({ expression, value }) => {
    const result = compile(expression)(new MappingInput({}, { env: {}, entity: "" }));
    const { a } = itemJson(marshal({ a: result })) as { a: unknown };
    expect(a).toEqual(JSON.parse(value));
  });

  it("names every function", () => {
    expect(
      [...functions, ...[...coalesceFunctions.keys()].map((name) => ({ name }))].filter(
        ({ name }) => !text.includes(`\`${name}(`) && !text.includes(`\`${name}\``),
      ),
    ).toEqual([]);
  });

  it("names every function's example in the list", () => {
    expect(rows.length).toBeGreaterThan(20);
  });
});
