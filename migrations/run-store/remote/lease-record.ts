import { z } from "zod";
import { UsageError } from "../../errors";
import { type ShardSplit, splitSchema } from "../shards/splits";
import type { ProcessIdentity } from "../folder/process-identity";

const part = z.object({
  fence: z.number().int().min(1),
  first: z.number().int().min(1),
  segments: z.number().int().min(0),
  bytes: z.number().int().min(0),
});

const identity: z.ZodType<ProcessIdentity> = z.object({
  pid: z.number(),
  host: z.string(),
  bootId: z.string().optional(),
  pidNamespace: z.string().optional(),
  startedAt: z.string().optional(),
});

const recordSchema = z.object({
  formatVersion: z.literal(1),
  owner: z.string(),
  beat: z.number().int(),
  fence: z.number().int().min(1),
  state: z.enum(["held", "free", "done"]),
  process: identity,
  superseded: z.array(z.object({ fence: z.number().int(), process: identity })),
  content: z.object({
    checkpoint: z.unknown().optional(),
    files: z.record(z.string(), z.array(part)),
    split: splitSchema.optional(),
  }),
});

/** A part of a file that the owner of one fence has stored, in numbered segments. */
export type FilePart = z.output<typeof part>;

/** What a lease protects: the checkpoint, and the files that it relies on. */
export interface LeaseContent {
  readonly checkpoint?: unknown;
  /** The parts of each file, in their order. */
  readonly files: Readonly<Record<string, readonly FilePart[]>>;
  /** How the shard was split. @default it was not */
  readonly split?: ShardSplit | undefined;
}

/** An owner that may not know yet that it has lost the lease. */
export type SupersededOwner = Pick<LeaseRecord, "fence" | "process">;

/**
 * A lease as it is stored.
 * - `held`: its owner works on it, or has not come back
 * - `free`: its owner has given it back
 * - `done`: nothing is left to do; nobody takes it
 */
export interface LeaseRecord {
  readonly formatVersion: 1;
  /** Of the process that holds it; differs each time that it is taken. */
  readonly owner: string;
  /** Counts the writes of the owner, so that every one is another version. */
  readonly beat: number;
  /** Grows each time that it is taken. */
  readonly fence: number;
  readonly state: "held" | "free" | "done";
  readonly process: ProcessIdentity;
  /** Owners that did not give it back. */
  readonly superseded: readonly SupersededOwner[];
  readonly content: LeaseContent;
}

/** Reads a lease. @param name of its object, for the message @throws UsageError */
export function parseLease(name: string, body: Buffer): LeaseRecord {
  try {
    return recordSchema.parse(JSON.parse(body.toString("utf8")));
  } catch (cause) {
    throw new UsageError(
      "location-damaged",
      `${name} is not a lease of a run, or of another version; use another location, or the version that started the run`,
      { cause },
    );
  }
}
