/** What JSON escapes; surrogates too, since one without its other half is. */
// eslint-disable-next-line no-control-regex
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A text as JSON: what `JSON.stringify` makes of it, sooner where nothing needs an escape. */
export function jsonString(text: string): string {
  return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
}
