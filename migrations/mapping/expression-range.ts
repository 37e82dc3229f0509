/** Offsets of a part of an expression in its source. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Texts and parentheses: parentheses within texts are not counted. Pairs of other brackets do not matter. */
const skipped = /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[()]/g;

/**
 * The range of a part with the parentheses that belong to it: CEL's parser omits those at either end, so that
 * `(a + b).size()` starts with `a`, and `a + (b)` ends with `b`.
 */
export function wholeRange({ start, end }: Range, source: string): Range {
  let open = 0;
  let unopened = 0;
  for (const [token] of source.slice(start, end).matchAll(skipped)) {
    if (token === "(") open++;
    else if (token === ")" && open > 0) open--;
    else if (token === ")") unopened++;
  }
  let [from, to] = [start, end];
  for (; unopened > 0; unopened--) from = source.lastIndexOf("(", from - 1);
  for (; open > 0; open--) to = source.indexOf(")", to) + 1;
  return { start: from, end: to };
}
