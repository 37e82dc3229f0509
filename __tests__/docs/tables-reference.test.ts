import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { loadTables } from "../../stacks";
import { tablesJsonSchema } from "../../stacks/config/json-schema";
import { blocks, readPage, repository } from "./doc-page";
import { eachOnce, type Key, keysOf } from "./tables-reference";

const path = "docs/tables-yaml.md";
const keys = eachOnce(keysOf(tablesJsonSchema()));

function line({ path, type, required, description }: Key): string {
  // Outside of code `<service>` would be taken for HTML.
  const text = description.replaceAll(/(?:<[\w-]+>[\w-]*)+/g, "`$&`");
  return `- **\`${path}\`** (${type}${required ? ", required" : ""}): ${text}`;
}

/** After a change of the file's form: `UPDATE_DOCS=1 npx vitest run __tests__/docs`. */
describe("the reference of tables.yaml", () => {
  it("lists every key as the schema has it", async () => {
    const list = keys.map(line).join("\n");
    const written = readPage(path).text.replace(
      /(<!-- keys -->).*(<!-- \/keys -->)/s,
      (_, start: string, end: string) => `${start}\n\n${list}\n\n${end}`,
    );
    const current = await format(written, { parser: "markdown", printWidth: 110 });
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(join(repository, path), current);
    expect(readPage(path).text).toBe(current);
  });

  it("says something of every key", () => {
    expect(keys.filter(({ description }) => description === "").map((key) => key.path)).toEqual([]);
  });

  it("begins with a file that is right in each of its environments", () => {
    const [file] = blocks(readPage(path), "yaml");
    const load = (environment: string) =>
      loadTables("tables.yaml", file?.code ?? "", { environment }).environment;
    expect([load("dev"), load("prod")]).toEqual(["dev", "prod"]);
  });
});
