import type { Shard } from "../run-store/shards/manifest";
import type { TablePart } from "./table-part";

/** Rows that a task reads. */
export interface SourceTask {
  readonly kind: "source";
  readonly id: number;
  readonly shard: Shard;
  /** See `Reading.state`. */
  readonly state?: string | undefined;
  /** Digests of keys that rows before the shard have; see `keyDigest`. */
  readonly dropped: readonly string[];
  /** Buckets whose items to write into a file; see `BucketDigest`. @default their digests are */
  readonly buckets?: readonly number[] | undefined;
}

/** Segments of a table that a task reads. */
export interface TableTask extends TablePart {
  readonly kind: "table";
  readonly id: number;
  /** The table's id. */
  readonly to: string;
  /** Tasks whose keys are compared, with the number of their keys. @default all items are compared */
  readonly keys?: readonly { readonly task: number; readonly count: number }[] | undefined;
  /** As those of a {@link SourceTask}. */
  readonly buckets?: readonly number[] | undefined;
}

/** A part of a comparison that one worker does. */
export type VerifyTask = SourceTask | TableTask;
