import type { PostgresType } from "../postgres-value";

/** The text of a key's value in the log, as `::text` writes it. */
export type KeyText = (logged: string) => string;

/**
 * Types whose cast to text is a function of its own, by the number of the type, with what it makes of the text in the
 * log. `cidr`, `"char"`, `name` and `xml` have one that writes the same.
 */
const casts: ReadonlyMap<number, KeyText> = new Map([
  [16, (logged: string) => (logged === "t" ? "true" : "false")], // boolean
  [1042, (logged: string) => logged.replace(/ +$/, "")], // character(n)
  [869, withPrefixLength], // inet
]);

/** Types with a cast that is a function, which are read all the same. */
export const knownCasts: readonly number[] = [...casts.keys(), 18, 19, 142, 650];

/** @param oid the type of the column of the key; a domain counts as the type that it narrows */
export function keyTextOf(oid: number, types: ReadonlyMap<number, PostgresType>): KeyText {
  return casts.get(baseOf(oid, types)) ?? ((logged) => logged);
}

/** The type that a domain narrows, or the type itself. */
export function baseOf(oid: number, types: ReadonlyMap<number, PostgresType>): number {
  const base = types.get(oid)?.base;
  return base === undefined ? oid : baseOf(base, types);
}

function withPrefixLength(logged: string): string {
  if (logged.includes("/")) return logged;
  return `${logged}/${logged.includes(":") ? 128 : 32}`;
}
