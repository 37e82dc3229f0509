/** What `docs/errors.md` says of an error code. */
export interface ErrorEntry {
  /** What kinds of errors have the code: `usage` ends with exit code 2, `unreachable` and `internal` with 3. */
  readonly kinds: readonly ("usage" | "unreachable" | "interrupted" | "internal")[];
  /** What happened. */
  readonly meaning: string;
  /** A message as it is printed. */
  readonly example: string;
  /** What to do, in the imperative. */
  readonly fix: string;
}

/** A part of the catalogue, by code. */
export type ErrorEntries = Readonly<Record<string, ErrorEntry>>;
