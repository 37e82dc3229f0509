import { TokenParser, Tokenizer } from "@streamparser/json";
import { exactNumber } from "./exact-number";
import type { RowValue } from "./row";

/** The tokenizer hands numbers to this method as text; the library's own goes through a JavaScript number. */
export class ExactTokenizer extends Tokenizer {
  override parseNumber(text: string): number {
    return exactNumber(text) as number;
  }
}

/**
 * Sixteen digits, or an exponent of three: numbers of fewer are the same in a JavaScript number. Text that only
 * looks so, as in an identifier, takes the longer way and comes out the same.
 */
const mayLoseDigits = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** Parses the text of one JSON value and keeps every digit of its numbers. @throws SyntaxError where it is not JSON */
export function parseExactJson(text: string): RowValue {
  const value = JSON.parse(text) as RowValue;
  return mayLoseDigits.test(text) ? parseByToken(text) : value;
}

function parseByToken(text: string): RowValue {
  let result: RowValue;
  const tokenizer = new ExactTokenizer();
  const parser = new TokenParser({ paths: ["$"], keepStack: false });
  parser.onValue = ({ value }) => (result = value);
  tokenizer.onToken = (token) => parser.write(token);
  tokenizer.onEnd = () => {};
  tokenizer.write(text);
  if (!tokenizer.isEnded) tokenizer.end();
  return result;
}
