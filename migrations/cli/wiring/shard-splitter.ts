import { UsageError } from "../../errors";
import type { Shard } from "../../run-store/shards/manifest";
import type { Source } from "../../sources/source";
import type { RestSplitter } from "../../sources/splitting-stream";
import type { ProcessContext } from "../process-context";
import { partOf } from "./plan-shards";
import type { ClaimedShard, RunLocation } from "./run-location";

/** A shard is split if its owner would need longer than this for the rest. */
const defaultSplitMs = 10_000;

/** The time that the rest of a shard must take to be split. @throws UsageError */
export function splitMsIn({ env }: Pick<ProcessContext, "env">): number {
  const text = env["DYNAMODB_MIGRATE_SPLIT_SECONDS"];
  if (text === undefined || text === "") return defaultSplitMs;
  const seconds = Number(text);
  if (seconds >= 0 && seconds <= 86_400) return seconds * 1000;
  throw new UsageError(
    "split-invalid",
    `DYNAMODB_MIGRATE_SPLIT_SECONDS must be a number of seconds from 0 to 86400, got "${text}"`,
  );
}

/** What splitting a shard takes. */
export interface SplitterParts {
  readonly location: Pick<RunLocation, "takeWish" | "lookMs">;
  readonly source: Pick<Source, "splitRest">;
  readonly claimed: Pick<ClaimedShard, "split">;
  readonly splitMs: number;
}

/**
 * Splits a shard for a worker that has none: it leaves a wish, which the owner of a shard sees if much is left of it. The
 * rule is at `ShardSplit`.
 */
export class ShardSplitter implements RestSplitter {
  private isWished = false;
  private isLooking = false;
  private start: { readonly at: number; readonly fraction: number } | undefined;
  private fraction: number | undefined;
  private readonly end: () => void;

  constructor(
    private shard: Shard,
    private readonly parts: SplitterParts,
    private readonly context: Pick<ProcessContext, "monotonic" | "every" | "signal">,
  ) {
    this.end = context.every(parts.location.lookMs, () => void this.look());
  }

  isWanted(fractionRead: number | undefined): boolean {
    this.fraction = fractionRead;
    if (fractionRead !== undefined) this.start ??= { at: this.context.monotonic(), fraction: fractionRead };
    return this.isWished;
  }

  async split(cursor: string): Promise<string | undefined> {
    this.isWished = false;
    const { source, claimed } = this.parts;
    const rest = await source.splitRest?.(partOf(this.shard), cursor, this.context.signal);
    if (!rest) return undefined;
    await claimed.split(rest);
    this.shard = { ...this.shard, range: rest.range };
    this.start = undefined;
    return rest.range;
  }

  close(): void {
    this.end();
  }

  /** A wish is taken once: another owner does not see it. */
  private async look(): Promise<void> {
    if (this.isWished || this.isLooking || this.leftMs < this.parts.splitMs) return;
    this.isLooking = true;
    try {
      this.isWished = await this.parts.location.takeWish();
    } catch {
      // It is looked for again; what cannot be reached is met by the work itself.
    } finally {
      this.isLooking = false;
    }
  }

  /** The time for the rest at the pace up to now; 0 if nobody knows. */
  private get leftMs(): number {
    const { start, fraction } = this;
    if (!start || fraction === undefined || fraction <= start.fraction) return 0;
    const pace = (fraction - start.fraction) / (this.context.monotonic() - start.at);
    return (1 - fraction) / pace;
  }
}
