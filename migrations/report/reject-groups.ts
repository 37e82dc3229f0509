import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { RejectLine } from "../run-store/checkpoint";
import { readRejectLine } from "../run-store/reject-text";
import { rejectRemedy } from "../items/reject-remedy";

/** Rejected rows that share a reason. */
export interface RejectGroup {
  /** See `RejectionCode`. */
  readonly code: string;
  readonly count: number;
  /** How to fix these rows. */
  readonly remedy?: string;
  /** The first ones. */
  readonly examples: readonly RejectExample[];
}

/** A rejected row. */
export interface RejectExample {
  readonly entity: string;
  readonly row: number;
  /** How the source identifies the row, as JSON. */
  readonly sourceKey?: string;
  readonly message: string;
  /** The row as JSON, its end cut off where it is long. */
  readonly value: string;
}

/** Of each reason. */
const maxExamples = 3;
const maxCharacters = 600;

/**
 * Rejected rows by reason, most first, with examples from rejects.jsonl. No more of that file is read than it takes
 * to find them, and no more of it is held: it may be larger than memory.
 *
 * @param counts rows by reason, as the checkpoint has them
 */
export async function rejectGroups(
  path: string,
  counts: Readonly<Record<string, number>>,
  open: (path: string) => Readable = createReadStream,
): Promise<RejectGroup[]> {
  const examples = await findExamples(() => open(path), counts);
  return Object.entries(counts)
    .toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .map(([code, count]) => rejectGroup(code, count, examples.get(code)));
}

/** Rows that were rejected for a reason. */
export function rejectGroup(
  code: string,
  count: number,
  examples: readonly RejectExample[] = [],
): RejectGroup {
  const remedy = rejectRemedy(code);
  return { code, count, ...(remedy !== undefined && { remedy }), examples };
}

async function findExamples(
  open: () => Readable,
  counts: Readonly<Record<string, number>>,
): Promise<Map<string, RejectExample[]>> {
  const found = new Map<string, RejectExample[]>();
  const wanted = (code: string): number => Math.min(maxExamples, counts[code] ?? 0);
  let missing = Object.keys(counts).reduce((sum, code) => sum + wanted(code), 0);
  if (missing === 0) return found;
  for await (const line of linesOf(open())) {
    const reject = readRejectLine(line);
    if (!reject) continue;
    const ofCode = found.get(reject.code) ?? [];
    if (ofCode.length >= wanted(reject.code)) continue;
    found.set(reject.code, [...ofCode, exampleOf(reject)]);
    if (--missing === 0) break;
  }
  return found;
}

async function* linesOf(input: Readable): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) yield line;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    input.destroy();
  }
}

function exampleOf({ entity, row, sourceKey, message, value }: RejectLine): RejectExample {
  const text = JSON.stringify(value) ?? "";
  const shown = text.length > maxCharacters ? `${text.slice(0, maxCharacters)} …` : text;
  return { entity, row, ...(sourceKey && { sourceKey: JSON.stringify(sourceKey) }), message, value: shown };
}
