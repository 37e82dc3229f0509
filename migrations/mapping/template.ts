/** A part of a template: literal text, or an expression with its offset in the template. */
export type TemplatePart =
  { readonly text: string } | { readonly expression: string; readonly offset: number };

/**
 * Splits `USR#${row.id}` into its parts. `$${` stands for a literal `${`. Braces and quotes inside an
 * expression belong to it.
 *
 * @throws Error if an expression is empty or is not closed.
 */
export function parseTemplate(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = "";
  for (let at = 0; at < template.length;) {
    if (template.startsWith("$${", at)) {
      text += "${";
      at += 3;
    } else if (template.startsWith("${", at)) {
      const end = expressionEnd(template, at + 2);
      if (text !== "") parts.push({ text });
      text = "";
      parts.push({ expression: template.slice(at + 2, end), offset: at + 2 });
      at = end + 1;
    } else {
      text += template[at++];
    }
  }
  if (text !== "" || parts.length === 0) parts.push({ text });
  return parts;
}

function expressionEnd(template: string, start: number): number {
  let depth = 0;
  let quote = "";
  for (let at = start; at < template.length; at++) {
    const character = template[at] as string;
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === "{") {
      depth++;
    } else if (character === "}" && depth-- === 0) {
      if (template.slice(start, at).trim() === "")
        throw new Error("holds an empty expression ${}; write ${row.column}");
      return at;
    }
  }
  throw new Error("holds an expression that is not closed; expected } after ${");
}
