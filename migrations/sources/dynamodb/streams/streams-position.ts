import { z } from "zod";
import { UnreachableError } from "../../../errors";
import type { LogPosition } from "../../change-log";

/** Position in a shard: the sequence number of the last record read, or its start or its end. */
export type ShardPosition = "trim-horizon" | "end" | (string & {});

/** The positions in a table's stream. */
export interface StreamPosition {
  readonly arn: string;
  /** By shard. A shard that is not listed here has not been read. */
  readonly shards: ReadonlyMap<string, ShardPosition>;
}

/** A moment by the clock of one process. */
export interface Moment {
  readonly process: string;
  /** Milliseconds, by a clock that is never set back. */
  readonly at: number;
  /** The same moment by the wall clock, in milliseconds since 1970. */
  readonly wall: number;
}

/**
 * Records have the second in which they were written, by the clock of the service, which may differ from this one. If no
 * shard becomes quiet, a position is past a moment when it is past it by this much. The process that reads the streams
 * may stop there, so it uses the larger margin.
 */
const ownMarginMs = 60_000;
const otherMarginMs = 3000;

/** The positions in the streams of all tables. */
export interface StreamsPosition {
  /** The process that read the streams. */
  readonly process?: string | undefined;
  /** All records of an earlier time have been read. Milliseconds since 1970. */
  readonly readAt: number;
  /** Whether a shard has ended and none that continues it is listed yet, so that it is not known what follows. */
  readonly isUnlisted?: boolean | undefined;
  /** Everything that was written before has been read: every shard had no more records since. */
  readonly quiet?: Moment | undefined;
  /** By table. */
  readonly streams: ReadonlyMap<string, StreamPosition>;
}

const schema = z.strictObject({
  process: z.string().optional(),
  readAt: z.iso.datetime(),
  isUnlisted: z.boolean().optional(),
  // Positions of earlier versions have no wall clock.
  quiet: z.strictObject({ process: z.string(), at: z.number(), wall: z.number().default(0) }).optional(),
  streams: z.array(
    z.strictObject({
      ...{ table: z.string(), arn: z.string() },
      shards: z.array(z.tuple([z.string(), z.string().regex(/^(trim-horizon|end|\d+)$/)])),
    }),
  ),
});

const targetSchema = z.strictObject({
  target: z.strictObject({ process: z.string(), at: z.number(), wall: z.number() }),
});

/** A position as text. */
export function positionText({ process, readAt, isUnlisted, quiet, streams }: StreamsPosition): LogPosition {
  return JSON.stringify({
    ...(process !== undefined && { process }),
    readAt: new Date(readAt).toISOString(),
    ...(isUnlisted && { isUnlisted }),
    ...(quiet && { quiet }),
    streams: [...streams].map(([table, { arn, shards }]) => ({ table, arn, shards: [...shards] })),
  });
}

/** Parses the text of {@link positionText}. @throws UnreachableError if it is not the position of a stream */
export function parsePosition(text: LogPosition): StreamsPosition {
  const { data } = schema.safeParse(jsonOf(text));
  if (!data)
    throw new UnreachableError("log-lost", `not a position of DynamoDB Streams: ${text.slice(0, 100)}`);
  const streams = data.streams.map(
    ({ table, arn, shards }) => [table, { arn, shards: new Map(shards) }] as const,
  );
  return { ...data, readAt: Date.parse(data.readAt), streams: new Map(streams) };
}

/** The target of {@link isPositionReached} for everything written before a moment. */
export function momentText(target: Moment): LogPosition {
  return JSON.stringify({ target });
}

/** @param target of {@link momentText}, or a position */
export function isPositionReached(position: LogPosition, target: LogPosition): boolean {
  const { data: moment } = targetSchema.safeParse(jsonOf(target));
  const { process, readAt, isUnlisted, quiet, streams } = parsePosition(position);
  if (moment) {
    const { target: asked } = moment;
    const marginMs = process === asked.process ? ownMarginMs : otherMarginMs;
    const isQuiet =
      quiet?.process === asked.process ? quiet.at >= asked.at : (quiet?.wall ?? 0) >= asked.wall;
    if (isQuiet) return true;
    return !isUnlisted && readAt >= asked.wall + marginMs;
  }
  return [...parsePosition(target).streams].every(([table, { arn, shards }]) => {
    const own = streams.get(table);
    return own?.arn === arn && [...shards].every(([id, at]) => isShardReached(own.shards, id, at));
  });
}

function isShardReached(
  shards: ReadonlyMap<string, ShardPosition>,
  id: string,
  target: ShardPosition,
): boolean {
  const own = shards.get(id);
  // The identifiers start with the time of creation: an earlier one was read and is no longer listed.
  if (own === undefined) return target === "trim-horizon" || [...shards.keys()].some((other) => other > id);
  if (own === target || own === "end" || target === "trim-horizon") return true;
  return own !== "trim-horizon" && target !== "end" && BigInt(own) >= BigInt(target);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
