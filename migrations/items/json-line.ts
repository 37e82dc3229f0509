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
