import { distance } from "fastest-levenshtein";

/** `; did you mean "partitionKey"?` where a known name is close to what was written, else nothing. */
export function nearMiss(written: string, known: readonly string[]): string {
  const best = known
    .map((name) => ({ name, edits: distance(written.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits)[0];
  // In a word of one or two letters every edit makes another word.
  return best && best.edits <= Math.ceil((written.length - 2) / 3)
    ? `; did you mean ${JSON.stringify(best.name)}?`
    : "";
}

/**
 * The end of a message about an unknown name: `; did you mean "users"? It has: users, logs`, or `; it has: users, logs`
 * if no known name is close.
 * @param list the known names with what introduces them, starting in lower case
 */
export function nearMissOrList(written: string, known: readonly string[], list: string): string {
  const hint = nearMiss(written, known);
  return hint === "" ? `; ${list}` : `${hint} ${list.charAt(0).toUpperCase()}${list.slice(1)}`;
}
