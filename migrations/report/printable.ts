/**
 * Characters that do something instead of being seen: C0 and C1 control characters except tab and line feed, line
 * separators, and marks that change the direction of the text around them.
 */
const unseen =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text that is safe to print on a terminal or to show on a page, whatever it was made of: file names, keys and
 * messages of services can hold escape sequences. Each character that does something is written as `\uXXXX`; in JSON
 * that is the same text.
 */
export function printable(text: string): string {
  return text.replace(unseen, codePoint);
}

function codePoint(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
