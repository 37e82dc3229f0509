import { messageOf } from "../errors";
import { jsonLine, readJsonLine } from "../items/json-line";
import { Decimal } from "../items/row";
import type { RejectLine } from "./checkpoint";

/** A reject as a line of rejects.jsonl, with its end. */
export function rejectText(line: RejectLine): string {
  return `${jsonLine(lineOf(line))}\n`;
}

/** A row that is rejected for its depth can be too deep for JSON.stringify. */
function lineOf(line: RejectLine): string {
  try {
    return JSON.stringify(line, jsonValue);
  } catch (error) {
    return JSON.stringify({ ...line, sourceKey: undefined, value: `cannot be shown: ${messageOf(error)}` });
  }
}

function jsonValue(_name: string, value: unknown): unknown {
  // JSON has no number for these and would show null.
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "bigint" || value instanceof Decimal) return String(value);
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)];
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

/** Reads a line of `rejects.jsonl`; `undefined` if it is incomplete or no reject. */
export function readRejectLine(line: string): RejectLine | undefined {
  return readJsonLine(line, (json) =>
    typeof (json as Partial<RejectLine> | null)?.code === "string" ? (json as RejectLine) : undefined,
  );
}
