import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { documentProblems, jsonSchemaOf, type SchemaName, schemaNames } from "../json-documents";
import { readPage, repository } from "./doc-page";

const folder = join(repository, "schemas");

describe("schemas/", () => {
  it.each(schemaNames)("has the schema of the document %s as it is", (name) => {
    const path = join(folder, `${name}.schema.json`);
    const current = `${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`;
    if (process.env["UPDATE_DOCS"] === "1") {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, current);
    }
    expect(readFileSync(path, "utf8")).toBe(current);
  });

  it("has no other files", () => {
    expect(readdirSync(folder).sort()).toEqual(schemaNames.map((name) => `${name}.schema.json`).sort());
  });

  it.each(schemaNames)("has a schema of %s that a strict validator compiles", (name) => {
    const schema = JSON.parse(readFileSync(join(folder, `${name}.schema.json`), "utf8")) as object;
    expect(() => new Ajv2020({ strict: true }).compile(schema)).not.toThrow();
  });

  it("allows members that a later release adds", () => {
    const document = { formatVersion: 1, runs: [], more: true };
    expect(documentProblems("status", document, false)).toEqual([]);
    expect(documentProblems("status", document)).toHaveLength(1);
  });
});

describe("docs/json-output.md", () => {
  const page = readPage("docs/json-output.md").text;

  /** The examples under the heading of a document. */
  function examples(name: SchemaName): string[] {
    const section = page.split(/^## /m).find((text) => text.startsWith(`\`${name}\``)) ?? "";
    return [...section.matchAll(/^```json\n(.*?)^```$/gms)].map((found) => found[1] ?? "");
  }

  it.each(schemaNames)("has an example of %s that its schema allows", (name) => {
    const found = examples(name).map((text) => documentProblems(name, JSON.parse(text)));
    expect(found).toEqual([[]]);
  });

  it.each(schemaNames)("links the schema of %s", (name) => {
    expect(page).toContain(`](../schemas/${name}.schema.json)`);
  });
});
