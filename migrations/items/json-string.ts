/** Characters that JSON escapes; also surrogates, because JSON escapes lone ones. */
// oxlint-disable-next-line no-control-regex
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A text as JSON, identical to `JSON.stringify` but faster if nothing needs an escape. */
export function jsonString(text: string): string {
  return `"${jsonCharacters(text)}"`;
}

/** A text as it stands in JSON between its quotes, which are spared where more text is put around them. */
export function jsonCharacters(text: string): string {
  return escaped.test(text) ? JSON.stringify(text).slice(1, -1) : text;
}
