import type { Clock } from "../clock";
import type { OnEvent } from "../cutover-event";
import type { Comparisons } from "../entity/entity-reader";
import type { Leftovers } from "../entity/leftovers";
import type { LiveEntity } from "../entity/live-entity";
import { CutoverError } from "../errors";
import { keyText, type RecordKey } from "../record-key";
import type { NativeQuery } from "../records";
import { within } from "../within";
import { readQuery } from "./query-comparison";
import { readRecord, type Reading } from "./record-comparison";

/** What {@link ShadowComparisons} works with. */
export interface ComparisonSettings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly onEvent: OnEvent;
  readonly leftovers: Leftovers;
  readonly queueSize: number;
  readonly timeoutMilliseconds: number;
  readonly showsValues: boolean;
}

/** A comparison that waits. */
interface Comparison {
  readonly entity: LiveEntity;
  readonly key?: string;
  readonly read: () => Promise<Reading>;
}

/** Readings of a difference before it counts. */
const readings = 3;

/**
 * Compares the stores for a sample of the reads, one comparison at a time, after the reads have returned. A difference
 * counts if two further readings show it again and the authority's record is the same in all of them.
 */
export class ShadowComparisons implements Comparisons {
  private readonly queue: Comparison[] = [];
  private isRunning = false;
  private isClosed = false;

  constructor(private readonly settings: ComparisonSettings) {}

  record(entity: LiveEntity, key: RecordKey): void {
    const { random } = this.settings;
    if (random() >= entity.control.compareSample) return;
    const text = keyText(key);
    this.add({ entity, key: text, read: () => readRecord(this.settings, entity, key) });
  }

  query<Result>(entity: LiveEntity, operation: NativeQuery<Result>): void {
    const { random } = this.settings;
    if (!operation.keysOf || random() >= entity.control.compareSample) return;
    this.add({ entity, read: () => readQuery(random, entity, operation) });
  }

  close(): void {
    this.isClosed = true;
    this.queue.length = 0;
  }

  private add(comparison: Comparison): void {
    if (this.isClosed) return;
    if (this.queue.length >= this.settings.queueSize) {
      comparison.entity.counters.count("dropped");
      return;
    }
    this.queue.push(comparison);
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // Lets the request that asked for the comparison return first.
    await this.settings.clock.sleep(1);
    for (let next = this.queue.shift(); next; next = this.queue.shift()) await this.compare(next);
    this.isRunning = false;
  }

  private async compare(comparison: Comparison): Promise<void> {
    const { entity, key } = comparison;
    const { clock, random, onEvent } = this.settings;
    try {
      const first = await this.read(comparison);
      let last = first;
      for (let reading = 1; reading < readings && last.difference !== undefined; reading++) {
        await clock.sleep(100 + random() * 400);
        last = await this.read(comparison);
        if (last.authority !== first.authority) return;
      }
      this.count(comparison, last);
    } catch (error) {
      const message = `${entity.name}: a comparison failed: ${error instanceof Error ? error.message : String(error)}`;
      onEvent({
        kind: "comparison-failed",
        entity: entity.name,
        ...(key !== undefined && { key }),
        message,
        error,
      });
    }
  }

  private read({ read }: Comparison): Promise<Reading> {
    const { clock, timeoutMilliseconds } = this.settings;
    const late = () => new CutoverError(`no response within ${timeoutMilliseconds} ms`, true);
    return within(clock, timeoutMilliseconds, read(), late);
  }

  private count({ entity, key }: Comparison, { difference }: Reading): void {
    const { leftovers, onEvent } = this.settings;
    // A phase without choice: the comparison was about a state that is over.
    if (entity.control.phase !== "shadow") return;
    // Known to differ, and read from the authority until its copy is repeated.
    if (key !== undefined && leftovers.has(entity, key)) return;
    entity.counters.count("compared");
    if (difference === undefined) return;
    entity.counters.count("differences");
    const message = `${entity.name}${key === undefined ? "" : ` ${key}`}: ${difference}`;
    onEvent({ kind: "difference", entity: entity.name, ...(key !== undefined && { key }), message });
  }
}
