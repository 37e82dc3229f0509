import { z } from "zod";
import type { Item } from "../../items/item";
import { itemJson, parseItem } from "../../items/item-json";
import { wrongCursor } from "../sql/key-cursor";

/** The position of a parallel scan. */
export interface ScanPosition {
  /** The segment whose turn it is. */
  readonly turn: number;
  /** For each segment, the key of the last item read, or its state. */
  readonly segments: readonly (Item | "begin" | "end")[];
}

const schema = z.strictObject({
  turn: z.number().int().min(0),
  segments: z.array(
    z.union([z.literal("begin"), z.literal("end"), z.record(z.string(), z.record(z.string(), z.string()))]),
  ),
});

/** A position as text. */
export function scanCursor({ turn, segments }: ScanPosition): string {
  const at = segments.map((segment) => (typeof segment === "string" ? segment : itemJson(segment)));
  return JSON.stringify({ turn, segments: at });
}

/**
 * Parses the text of {@link scanCursor}. @throws UnreachableError if it is not the cursor of a scan with this number
 * of segments
 */
export function scanPosition(cursor: string, count: number): ScanPosition {
  const { data } = schema.safeParse(parsed(cursor));
  if (data?.segments.length !== count || data.turn >= count) throw wrongCursor(cursor);
  const segments = data.segments.map((at) => (typeof at === "string" ? at : parseItem(at)));
  return { turn: data.turn, segments };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
