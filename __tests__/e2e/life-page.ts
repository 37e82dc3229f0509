import { readPage } from "../docs/doc-page";

/** A block of a page: a change of tables.yaml, commands, or lines of their output. */
export interface StepBlock {
  readonly language: string;
  readonly lines: readonly string[];
}

/** A section of docs/life-of-a-table.md. */
export interface Step {
  readonly title: string;
  readonly blocks: readonly StepBlock[];
}

const page = readPage("docs/life-of-a-table.md").text;

/** The steps of the page, in their order. */
export function lifeSteps(): Step[] {
  return page
    .split(/^## (?=\d+\. )/m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf("\n")),
      blocks: [...section.matchAll(/^```(\w+)\n(.*?)\n```$/gms)].map(([, language = "", code = ""]) => ({
        language,
        lines: code.split("\n"),
      })),
    }));
}

/** The counts of the page's table after a step, by the kind of resource. */
export function countsAfter(step: string): Record<string, number> {
  const rows = [...page.matchAll(/^\|(.*)\|$/gm)].map(([, row = ""]) =>
    row.split("|").map((cell) => cell.trim()),
  );
  const [head = []] = rows;
  const found = rows.find(([first]) => first === step) ?? [];
  return Object.fromEntries(head.slice(1).map((name, column) => [name, Number(found[column + 1])]));
}

/** Applies a diff without line numbers: its lines must be in the file once, together. */
export function patched(text: string, lines: readonly string[]): string {
  const [before, after] = ["-", "+"].map((sign) =>
    lines
      .filter((line) => line.startsWith(" ") || line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join(""),
  ) as [string, string];
  const parts = `\n${text}`.split(`\n${before}`);
  if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times:\n${before}in:\n${text}`);
  return parts.join(`\n${after}`).slice(1);
}
