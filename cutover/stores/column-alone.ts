import { parseTemplate } from "../../migrations/mapping/template";

const alone = /^\s*row\s*(?:\.\s*([A-Za-z_]\w*)|\[\s*"((?:[^"\\])*)"\s*\])\s*$/;

/** The column that a template holds unchanged: `id` of `${row.id}`; `undefined` if it is anything else. */
export function columnAlone(template: string): string | undefined {
  const [only, ...others] = parseTemplate(template);
  const match = only && "expression" in only && others.length === 0 && alone.exec(only.expression);
  return match ? (match[1] ?? match[2]) : undefined;
}
