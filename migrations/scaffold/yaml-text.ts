const plain = /^[A-Za-z_][A-Za-z0-9_ ./-]*$/;
const reserved = /^(true|false|null|yes|no|on|off|y|n|~)$/i;

/** A scalar in YAML; in quotes unless it is a plain word. */
export function yamlScalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  if (plain.test(value) && !reserved.test(value) && !value.endsWith(" ")) return value;
  return isReadableInSingleQuotes(value) ? `'${value}'` : JSON.stringify(value);
}

/** Quotes and backslashes of an expression stay as they are. */
function isReadableInSingleQuotes(value: string): boolean {
  return /["\\]/.test(value) && /^[\x20-\x7e]*$/.test(value) && !value.includes("'");
}

/** A map on one line: `{ table: users }`. */
export function yamlMap(map: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(map).map(([name, value]) => `${yamlScalar(name)}: ${yamlValue(value)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** A value on one line. */
export function yamlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlValue).join(", ")}]`;
  return typeof value === "object" && value !== null
    ? yamlMap(value as Record<string, unknown>)
    : yamlScalar(value);
}

const maxWidth = 118;

/** A comment, in lines of a readable width. */
export function yamlComment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replace(/\s+/g, " ").split(" ")) {
    if (line !== "" && indent.length + 2 + line.length + 1 + word.length > maxWidth) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one, index) => `${indent}#${index === 0 ? " " : "   "}${one}`);
}
