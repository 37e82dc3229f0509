import type { Entity } from "../../definition/definition";
import { RunnerError } from "../../errors";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { EntityReader, type ReaderSettings } from "../read/entity-reader";
import { wantedEntities } from "../read/wanted-entities";
import { WriteUnitCount } from "./write-unit-count";

/** Initial write units per second of a new on-demand table. */
const newTableWriteUnits = 4000;

/** Rows of each entity that an estimate is made from. */
const sampleRows = 1000;

/**
 * Seconds at a table's write and read capacity, of which the longer one counts.
 * @param units of the writes
 * @param readUnits of the reads before the writes
 * @param rate write units per second that the run is limited to. @default the table's initial capacity
 */
export function secondsAtCapacity(
  { billing }: TargetTable,
  { tableUnits, indexUnits }: Pick<WriteUnitCount, "tableUnits" | "indexUnits">,
  readUnits: number,
  rate = Infinity,
): number {
  const writes = Math.max(tableUnits, ...Object.values(indexUnits));
  return Math.max(
    writes / Math.min(rate, billing.write ?? newTableWriteUnits),
    readUnits / (billing.read ?? Infinity),
  );
}

/** What is copied, and how fast. */
export interface CopySettings extends ReaderSettings {
  /** @default all */
  readonly entities?: readonly string[] | undefined;
  /** See `PlanSettings`. */
  readonly rate?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Estimates the seconds that a run takes, as a plan does, but from the first rows of each entity and the number of rows
 * that the source tells. @returns `undefined` if the source does not tell it or cannot be read
 */
export async function estimatedCopySeconds(settings: CopySettings): Promise<number | undefined> {
  const reader = new EntityReader(settings);
  let seconds = 0;
  try {
    for (const entity of wantedEntities(settings.definition, settings.entities))
      seconds += await entitySeconds(settings, reader, entity);
    return Number.isFinite(seconds) ? seconds : undefined;
  } catch (error) {
    // The run that follows says why.
    if (!(error instanceof RunnerError) || error.kind === "interrupted") throw error;
    return undefined;
  } finally {
    reader.close();
  }
}

/** NaN if the number of rows is not known. */
async function entitySeconds(
  { rate, signal }: CopySettings,
  reader: EntityReader,
  entity: Entity,
): Promise<number> {
  const table = reader.table(entity);
  const units = new WriteUnitCount(
    table,
    keyAttributes(table).map(({ name }) => name),
  );
  let items = 0;
  const stream = reader.read(entity, { signal });
  for await (const { rows } of stream) {
    for (const outcome of rows.flatMap((row) => row.outcomes)) {
      if (outcome.kind !== "item") continue;
      units.add(outcome.item, outcome.bytes);
      items++;
    }
    if (stream.progress.rows >= sampleRows) break;
  }
  const { rows, total = NaN } = stream.progress;
  return rows === 0 ? 0 : secondsAtCapacity(table, units, items, rate) * (total / rows);
}
