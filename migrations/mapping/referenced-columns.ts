import type { Template } from "./item-mapping";
import { parseTemplate } from "./template";

/** The columns that a template reads; `undefined` if an expression uses the row otherwise than by column names. */
export function columnsInTemplate(template: Template): readonly string[] | undefined {
  if (typeof template === "string") return columnsInText(template);
  if (typeof template !== "object" || template === null) return [];
  const members = Array.isArray(template) ? (template as readonly Template[]) : Object.values(template);
  return joined(members.map(columnsInTemplate));
}

function columnsInText(template: string): readonly string[] | undefined {
  return joined(
    parseTemplate(template).map((part) => ("expression" in part ? columnsInExpression(part.expression) : [])),
  );
}

function joined(lists: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = lists.filter((list) => list !== undefined);
  return known.length === lists.length ? known.flat() : undefined;
}

/** A text, in double or single quotes. */
const literal = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const use = /(?<![.\w])row\b\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\])?/g;
const element = /(?<![.\w])(each|index)\b/;

/** The columns that an expression reads; `undefined` if it uses the row otherwise than by column names. */
export function columnsInExpression(expression: string): readonly string[] | undefined {
  const columns: string[] = [];
  for (const [, name, quoted] of withoutTexts(expression).matchAll(use)) {
    const column = name ?? quoted?.slice(1, -1);
    if (column === undefined) return undefined;
    columns.push(column);
  }
  return columns;
}

/** Whether an expression reads the element of `forEach` or its index. */
export function readsElement(expression: string): boolean {
  return element.test(withoutTexts(expression));
}

/** Whether an expression of a template names the element of `forEach` or its index, even in a text. */
export function mentionsElement(template: string): boolean {
  return parseTemplate(template).some((part) => "expression" in part && element.test(part.expression));
}

/** Texts that are not the name of a column may hold anything. */
function withoutTexts(expression: string): string {
  return expression.replace(literal, (text: string, at: number) =>
    /\[\s*$/.test(expression.slice(0, at)) ? text : '""',
  );
}
