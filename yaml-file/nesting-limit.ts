import { Lexer, Parser } from "yaml";

/** Levels of lists and mappings in a file; what people write has fewer than ten. */
export const maxNesting = 100;

/**
 * Where a YAML text goes deeper than {@link maxNesting}, or `undefined`. The text is read no further than there, because
 * the time and the stack that the parser takes grow with the depth.
 */
export function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  let at = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) void token;
    // One for each level, and one for the document.
    if (parser.stack.length > maxNesting + 1) return at;
    at = parser.offset;
  }
  return undefined;
}
