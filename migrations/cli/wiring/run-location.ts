import type { RunFolder } from "../../run-store/folder/run-folder";
import type { Manifest, Shard } from "../../run-store/shards/manifest";
import type { SplitRanges } from "../../run-store/shards/splits";
import type { Tickets } from "../../run-store/shards/rate-tickets";
import type { ShardState } from "./shard-folders";

/** A shard that this process works on, and nobody else. */
export interface ClaimedShard {
  /** With the rows that are left to it. */
  readonly shard: Shard;
  readonly store: RunFolder;
  /** Stores elsewhere, too, what was appended to the journal before. @default the folder is enough */
  readonly storeJournal?: () => Promise<void>;
  /** Whether no other process has worked on it before: only then is it split; see `ShardSplit`. */
  readonly isFresh: boolean;
  /** Splits rows off, as a shard that others can claim then; see `ShardSplit`. @throws UnreachableError if the shard was lost */
  readonly split: (rows: SplitRanges) => Promise<void>;
  /** How old a checkpoint may be at most. @default as in a run without workers */
  readonly saveEveryMs?: number;
  /** Lets others work on the shard. */
  close(): Promise<void>;
}

/** How a worker waits for a shard. */
export interface Waiting {
  /** Tells shards that are not to be tried. @default none */
  readonly isExcluded?: (shard: Shard) => boolean;
  /** Called before it waits for the first time. */
  readonly onWaiting?: () => Promise<void>;
}

/** Where the state of a run is that several workers move: a folder of this machine, or objects that machines share. */
export interface RunLocation {
  /** As the command line names it. */
  readonly shown: string;
  /** Whether processes of other machines may work on shards. */
  readonly isShared: boolean;
  /** Milliseconds between two looks at what other processes do. */
  readonly lookMs: number;
  /** `undefined` if no run has started. @throws UsageError if it cannot be used */
  readManifest(): Promise<Manifest | undefined>;
  saveManifest(manifest: Manifest): Promise<void>;
  /** `undefined` if the shard is finished, or another process works on it. */
  claim(shard: Shard): Promise<ClaimedShard | undefined>;
  /** The shards in the order of their rows, those that were split off too. */
  states(manifest: Manifest): Promise<ShardState[]>;
  /** Those that a process works on. @param states as they have just been read */
  busy(states: readonly ShardState[]): Promise<ShardState[]>;
  /** The shards that a worker tries first. */
  startWith(shards: readonly Shard[]): Promise<readonly Shard[]>;
  /**
   * Waits for shards that other workers give up or split off, and returns those to try; none if the worker has nothing to
   * wait for. Leaves a wish meanwhile, see {@link takeWish}.
   * @param shards of the manifest
   */
  awaited(shards: readonly Shard[], waiting?: Waiting): Promise<readonly Shard[]>;
  /** Whether a worker waits for a shard. Each wish is taken by one process. */
  takeWish(): Promise<boolean>;
  isStopping(): Promise<boolean>;
  /** Asks all workers to stop, or lets them work again. */
  askToStop(isStopping: boolean): Promise<void>;
  tickets(count: number): Tickets;
  /** Brings what the shards have left into local folders. @param what rejects only if the shards are not joined */
  collect(manifest: Manifest, what: "all" | "rejects"): Promise<ShardState[]>;
  /** Waits until no request of a process that lost a shard can be carried out any more. @returns false if interrupted */
  settled(manifest: Manifest): Promise<boolean>;
  /** Keeps workers from working on shards from now on. @throws UsageError if one is at work */
  close(manifest: Manifest): Promise<void>;
  /** Stores elsewhere, too, what was appended to the journal of the joining. @default the folder is enough */
  readonly storeSettleJournal?: (() => Promise<void>) | undefined;
  /** Removes what is in the joined files of a finished run. */
  removeShards(): Promise<void>;
}
