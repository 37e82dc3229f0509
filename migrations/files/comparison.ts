/**
 * How the content of a source compares with what an earlier reading recorded. With `same-so-far`, what was read is the
 * same up to row `rows`, and what follows may have changed. `reason` says what differs, as the end of a sentence.
 */
export type Comparison =
  | { readonly kind: "same" }
  | { readonly kind: "same-so-far"; readonly rows: number }
  | { readonly kind: "changed"; readonly reason: string };
