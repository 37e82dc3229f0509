import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { rejectMeanings } from "../../migrations/items/reject-meanings";
import { errorReference, sections } from "./error-reference";
import { repository } from "./doc-page";

const codes = sections.flatMap(([, errors]) => Object.keys(errors));
const examples = [
  ...sections.flatMap(([, errors]) => Object.values(errors)),
  ...Object.values(rejectMeanings),
].map(({ example }) => example);

/** The program's sources but for the catalogue itself. */
const sources = readdirSync(join(repository, "migrations"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !/^error-codes|reject-meanings/.test(path))
  .map((path) => readFileSync(join(repository, "migrations", path), "utf8"));

/** The fixed parts of the texts in a source. */
function textsOf(source: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || isTemplatePart(node)) texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest));
  return texts;
}

function isTemplatePart(node: ts.Node): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

describe("docs/errors.md", () => {
  it("shows the catalogue of errors as it is", async () => {
    const page = join(repository, "docs", "errors.md");
    const current = await format(errorReference(), { parser: "markdown", printWidth: 110 });
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(page, current);
    expect(readFileSync(page, "utf8")).toBe(current);
  });

  it("names each code once", () => {
    expect(codes).toStrictEqual([...new Set(codes)]);
  });

  it("has no code that the program does not use", () => {
    const all = sources.join("\n");
    expect(codes.filter((code) => !all.includes(`"${code}"`))).toStrictEqual([]);
  });

  it("has examples that contain words of the program's messages", () => {
    const texts = sources.flatMap(textsOf).filter((text) => text.trim().length > 8);
    // What the service or a driver says is not in the program.
    const ofOthers = /^(ValidationException|error: unknown option)/;
    const strange = examples.filter(
      (example) => !ofOthers.test(example) && !texts.some((text) => example.includes(text.trim())),
    );
    expect(strange).toStrictEqual([]);
  });
});
