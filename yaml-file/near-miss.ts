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
