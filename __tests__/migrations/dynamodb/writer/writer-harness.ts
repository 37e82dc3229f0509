import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { BatchWriter, type BatchWriterSettings } from "../../../../migrations/dynamodb/writer/batch-writer";
import type { Settled, Write } from "../../../../migrations/dynamodb/writer/item-writer";
import { type NumberedWrite, writeOf } from "./put-of";
import { ScriptedWire, type WireScript } from "./scripted-wire";

/** A writer over a scripted service, and everything that it says. */
export interface Harness {
  readonly writer: BatchWriter;
  readonly wire: ScriptedWire;
  /** Ids in the order in which they were settled, with how. */
  readonly settled: (readonly [id: string, kind: Settled["kind"]])[];
  readonly waits: number[];
  readonly retries: (readonly [reason: string, items: number])[];
}

/** A clock that stands still; waits are over at once. */
export function harness(
  script: WireScript,
  { giveUpAfterMs, ...settings }: Partial<BatchWriterSettings> & { readonly giveUpAfterMs?: number } = {},
): Harness {
  const wire = new ScriptedWire(script);
  const waits: number[] = [];
  const settled: Harness["settled"] = [];
  const retries: Harness["retries"] = [];
  const edge = {
    now: () => 0,
    random: settings.random ?? (() => 0.5),
    sleep: settings.sleep ?? ((ms) => Promise.resolve(void waits.push(ms))),
  };
  const retryPolicy = new RetryPolicy({ ...edge, giveUpAfterMs });
  // The table was described before.
  retryPolicy.responded();
  const writer = new BatchWriter({
    ...{ wire, tableName: "users", ...edge, retryPolicy },
    onSettled: (write, outcome) => settled.push([write.item["id"]?.S ?? "", outcome.kind]),
    onRetry: (reason, items) => retries.push([reason, items]),
    ...settings,
  });
  return { writer, wire, settled, waits, retries };
}

/** Numbered writes with the ids `0`, `1`, … */
export function writes(count: number, text = ""): NumberedWrite[] {
  return Array.from({ length: count }, (_, index) =>
    writeOf({ id: { S: String(index) }, text: { S: text } }, index + 1, 10 + Buffer.byteLength(text)),
  );
}

/** Writes all and finishes, as the pipeline does. */
export async function writeAll(writer: BatchWriter, all: readonly Write[]): Promise<void> {
  for (const write of all) await writer.write(write);
  await writer.finish();
}
