import { UnreachableError } from "../../../../errors";
import { startOver } from "../../../start-over";
import type { LogPosition } from "../../../change-log";
import { type Lsn, lsnText, parseLsn } from "./lsn";

/** The log that a position belongs to. */
export interface LogIdentity {
  /** That of the server and its copies: `system_identifier`. */
  readonly system: string;
  /** Counts up whenever a copy becomes the server. */
  readonly timeline: number;
}

/** What a saved position says. */
export interface PostgresPosition extends LogIdentity {
  readonly lsn: Lsn;
  /** See `layoutDigest`. */
  readonly layout: string;
  /** The version of the publication; "" if there is none. */
  readonly publication: string;
  /** Partitions of the followed tables, by their numbers. */
  readonly partitions: readonly number[];
}

export function positionText({
  lsn,
  system,
  timeline,
  layout,
  publication,
  partitions,
}: PostgresPosition): LogPosition {
  return JSON.stringify({ lsn: lsnText(lsn), system, timeline, layout, publication, partitions });
}

/** Undoes {@link positionText}. @throws UnreachableError if the text is not a position in such a log */
export function parsePosition(text: LogPosition): PostgresPosition {
  const { lsn: lsnGiven, system, timeline, layout, publication, partitions } = fieldsOf(text);
  const lsn = typeof lsnGiven === "string" ? parseLsn(lsnGiven) : undefined;
  if (
    lsn !== undefined &&
    typeof system === "string" &&
    typeof timeline === "number" &&
    typeof layout === "string" &&
    typeof publication === "string" &&
    Array.isArray(partitions)
  )
    return { lsn, system, timeline, layout, publication, partitions: partitions.map(Number) };
  throw new UnreachableError(
    "source-wrong-cursor",
    `${text} is not a position in a log of PostgreSQL; ${startOver}`,
  );
}

function fieldsOf(text: string): Readonly<Partial<Record<keyof PostgresPosition, unknown>>> {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}
