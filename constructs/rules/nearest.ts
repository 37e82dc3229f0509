/** The one of the known texts that shares the most two-letter pieces with another. */
export function nearest(text: string, known: readonly string[]): string {
  const pieces = new Set(pairs(text));
  const shared = (other: string) => pairs(other).filter((pair) => pieces.has(pair)).length / other.length;
  return known.reduce((best, other) => (shared(other) > shared(best) ? other : best));
}

function pairs(text: string): string[] {
  const lower = text.toLowerCase();
  return Array.from({ length: Math.max(lower.length - 1, 0) }, (_, start) => lower.slice(start, start + 2));
}
