import { Tokenizer } from "@streamparser/json";
import { exactNumber } from "./exact-number";

/** The tokenizer hands numbers to this method as text; the library's own goes through a JavaScript number. */
export class ExactTokenizer extends Tokenizer {
  override parseNumber(text: string): number {
    return exactNumber(text) as number;
  }
}
