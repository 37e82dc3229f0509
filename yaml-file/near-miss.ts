import { distance } from "fastest-levenshtein";

/** `; did you mean "partitionKey"?` where a known name is close to what was written, else nothing. */
export function nearMiss(written: string, known: readonly string[]): string {
  const best = known
    .map((name) => ({ name, edits: distance(written.toLowerCase(), name.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits)[0];
  return best && best.edits <= Math.max(1, Math.floor(written.length / 3))
    ? `; did you mean ${JSON.stringify(best.name)}?`
    : "";
}
