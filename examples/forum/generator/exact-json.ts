/** A number as it stands in the file, with digits that a JavaScript number could not carry. */
export class ExactNumber {
  constructor(readonly text: string) {}
}

/** JSON text in one line, every digit of exact numbers kept. */
export function exactJson(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(exactJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${exactJson(member)}`,
  );
  return `{${members.join(",")}}`;
}

/** One item a line: a changed item is a changed line in a diff. */
export function jsonLines(items: readonly unknown[]): string {
  return `[\n${items.map(exactJson).join(",\n")}\n]`;
}
