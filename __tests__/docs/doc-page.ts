import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const repository = join(__dirname, "..", "..");

/** A block of code in a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
  /** `docs/constructs/dynamo-table.md:5`, where it begins. */
  readonly place: string;
}

/** A page of the docs, as it is written. */
export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** The pages of a folder and of the folders in it. */
export function pages(folder: string): Page[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md") && !path.startsWith("api"))
    .sort()
    .map((path) => readPage(join(folder, path)));
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(repository, path), "utf8") };
}

/** The blocks of a page in some languages, in their order. */
export function blocks({ path, text }: Page, ...languages: readonly string[]): Block[] {
  return [...text.matchAll(/^```(\w+)[^\n]*\n(.*?)^```$/gms)]
    .map((found) => ({
      language: found[1] ?? "",
      code: found[2] ?? "",
      place: `${path}:${text.slice(0, found.index).split("\n").length}`,
    }))
    .filter(({ language }) => languages.includes(language));
}
