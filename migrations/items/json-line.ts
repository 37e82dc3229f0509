/** Valid in JSON, but many programs that read a file by lines end one there, Node's readline among them. */
const separator = /[\u2028\u2029]/;
const separators = /[\u2028\u2029]/g;

/** JSON text without what would end its line. */
export function jsonLine(json: string): string {
  return separator.test(json) ? json.replace(separators, escaped) : json;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

/**
 * Reads a line of a JSON Lines file that the runner appends to. A kill can leave a line incomplete.
 *
 * @param valueOf what the line's JSON holds; `undefined` if it is of another shape
 * @returns `undefined` if the line is not JSON, or `valueOf` returns it
 */
export function readJsonLine<Value>(
  line: string,
  valueOf: (json: unknown) => Value | undefined,
): Value | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  return valueOf(json);
}
