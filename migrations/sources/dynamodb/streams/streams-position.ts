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
}

/** The positions in the streams of all tables. */
export interface StreamsPosition {
  /** All records of an earlier time have been read. Milliseconds since 1970. */
  readonly readAt: number;
  /** Everything that was written before has been read: every shard had no more records since. */
  readonly quiet?: Moment | undefined;
  /** By table. */
  readonly streams: ReadonlyMap<string, StreamPosition>;
}

const schema = z.strictObject({
  readAt: z.iso.datetime(),
  quiet: z.strictObject({ process: z.string(), at: z.number() }).optional(),
  streams: z.array(
    z.strictObject({
      ...{ table: z.string(), arn: z.string() },
      shards: z.array(z.tuple([z.string(), z.string().regex(/^(trim-horizon|end|\d+)$/)])),
    }),
  ),
});

const targetSchema = z.strictObject({ quiet: z.strictObject({ process: z.string(), at: z.number() }) });

/** A position as text. */
export function positionText({ readAt, quiet, streams }: StreamsPosition): LogPosition {
  return JSON.stringify({
    readAt: new Date(readAt).toISOString(),
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
export function momentText(quiet: Moment): LogPosition {
  return JSON.stringify({ quiet });
}

/** @param target of {@link momentText}, or a position */
export function isPositionReached(position: LogPosition, target: LogPosition): boolean {
  const { data: moment } = targetSchema.safeParse(jsonOf(target));
  const { quiet, streams } = parsePosition(position);
  if (moment) return quiet?.process === moment.quiet.process && quiet.at >= moment.quiet.at;
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
