import { printable } from "./printable";

/** Text that is HTML; everything else is escaped. Only the functions of this file make it. */
class Markup {
  constructor(readonly text: string) {}
}

export type { Markup };

/** What can stand in a template: text is escaped, markup stands as it is, lists one after the other. */
export type HtmlValue = string | number | false | Markup | undefined | readonly HtmlValue[];

/**
 * A part of a page. The only code that writes HTML: every inserted text is escaped, both for text and for an
 * attribute in double quotes.
 *
 * @example
 * html`<td title="${name}">${count}</td>`
 */
export function html(template: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  const parts = values.map((value, index) => `${textOf(value)}${template[index + 1] ?? ""}`);
  return new Markup(`${template[0] ?? ""}${parts.join("")}`);
}

/** What the program itself has written, such as a style sheet; never data. */
export function verbatim(text: string): Markup {
  return new Markup(text);
}

function textOf(value: HtmlValue): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "string" || typeof value === "number") return escaped(String(value));
  return value.map(textOf).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return printable(text.replace(/[&<>"']/g, (character) => entities[character] as string));
}
