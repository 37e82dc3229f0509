import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UsageError } from "../../errors";
import { privateFile, privateFolder } from "../../files/private-files";
import type { ConditionalObjects } from "../../objects/conditional-objects";
import type { Checkpoint } from "../../run-store/checkpoint";
import { parseCheckpoint } from "../../run-store/checkpoint-schema";
import { type FolderMirror, type Opener, RunFolder } from "../../run-store/folder/run-folder";
import { journalFile } from "../../run-store/journal/journal-file";
import { GroupedSteps } from "../../run-store/remote/grouped-steps";
import type { LateRequests } from "../../run-store/remote/late-requests";
import { HeldLease, type LeaseDependencies } from "../../run-store/remote/lease";
import type { LeaseContent, LeaseRecord } from "../../run-store/remote/lease-record";
import { MirroredFiles, withUnsavedSegments } from "../../run-store/remote/mirrored-files";
import type { Shard } from "../../run-store/shards/manifest";
import { shortened, splitAgain } from "../../run-store/shards/splits";
import type { ClaimedShard } from "./run-location";
import type { SendFence } from "./send-fence";

/** The checkpoint is at most this old: it takes a request. */
const saveEveryMs = 5000;
const rejectsFile = "rejects.jsonl";
const checkpointFile = "checkpoint.json";

/** What claiming a shard takes. */
export interface RemoteShardParts {
  readonly dependencies: LeaseDependencies;
  readonly late: LateRequests;
  readonly fence: SendFence;
  readonly opener: Opener;
  /** For the files of shards while this process works on them. */
  readonly scratch: string;
}

/** The objects of a shard's files start with this: a hash first, so that S3 can spread the requests. */
export function shardPrefix(id: string): string {
  // A shard that was split off follows the number of its parent.
  const hash = (Number.parseInt(id, 10) * 2654435761) % 256;
  return `shards/${hash.toString(16).padStart(2, "0")}/${id}`;
}

export function leaseName(id: string): string {
  return `leases/${id}`;
}

/** Lists the shards that are done without reading their leases. */
export function doneName(id: string): string {
  return `done/${id}`;
}

/** Lists the shards that were or would have been split off. */
export function splitName(id: string): string {
  return `${splitsPrefix}${id}`;
}

export const splitsPrefix = "splits/";

/** The files that shards leave, of those that are stored. */
export function filesOf(content: LeaseContent, isWanted: (name: string) => boolean = () => true): string[] {
  return Object.keys(content.files).filter(isWanted);
}

/** Writes what is stored of a shard into a folder. @param isWanted tells files by name. @default all */
export async function downloadShard(
  objects: ConditionalObjects,
  id: string,
  folder: string,
  content: LeaseContent,
  isWanted?: (name: string) => boolean,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: privateFolder });
  const files = new MirroredFiles(objects, shardPrefix(id), folder, 0, content.files);
  await files.download(filesOf(content, isWanted));
  await writeCheckpoint(folder, content);
}

/** The checkpoint in the lease of a shard. @throws UsageError if it cannot be used */
export function shardCheckpoint(id: string, content: unknown): Checkpoint {
  try {
    return parseCheckpoint(content, id);
  } catch (cause) {
    throw new UsageError(
      "checkpoint-unreadable",
      `the checkpoint of shard ${id} cannot be used: ${messageOf(cause)}. Use another location`,
      { cause },
    );
  }
}

/** Claims a shard; `undefined` if it is finished, or another process works on it. */
export async function claimShard(shard: Shard, parts: RemoteShardParts): Promise<ClaimedShard | undefined> {
  const { id } = shard;
  const { dependencies, late, scratch, fence, opener } = parts;
  const { objects } = dependencies;
  const prepare = (before: LeaseRecord | undefined) => contentAfter(objects, shardPrefix(id), before);
  const lease = await HeldLease.take(leaseName(id), dependencies, prepare);
  if (!lease) return undefined;
  fence.enter(lease);
  try {
    for (const { fence: number } of lease.superseded) await late.started({ lease: id, fence: number });
    const folder = join(scratch, id);
    await rm(folder, { recursive: true, force: true });
    const files = new MirroredFiles(objects, shardPrefix(id), folder, lease.fence, lease.content.files);
    await files.download();
    await mkdir(folder, { recursive: true, mode: privateFolder });
    await writeCheckpoint(folder, lease.content);
    // Rejects of rows that will be read again are removed from the file.
    files.forget(rejectsFile);
    const mirror = new ShardMirror(lease, files);
    const store = await RunFolder.open(scratch, id, { ...opener, mirror });
    return {
      ...{ store, saveEveryMs, storeJournal: () => mirror.storeJournal() },
      shard: shortened(shard, lease.content.split),
      isFresh: lease.fence === 1,
      split: async (rows) => {
        const split = splitAgain(shard, lease.content.split, rows, lease.fence);
        const child = split.children.at(-1) as Shard;
        // It says where to look for a child; only the lease says that there is one.
        await objects.put(splitName(child.id), "{}");
        await lease.save({ ...lease.content, split });
      },
      close: () => new RemoteShard(id, store, lease, mirror, parts).close(),
    };
  } catch (error) {
    await lease.release("free").catch(() => undefined);
    throw error;
  }
}

async function contentAfter(
  objects: ConditionalObjects,
  prefix: string,
  before: LeaseRecord | undefined,
): Promise<LeaseContent> {
  if (!before) return { files: {} };
  const { content, fence } = before;
  return {
    ...content,
    files: await withUnsavedSegments(objects, prefix, journalFile, fence, content.files),
  };
}

async function writeCheckpoint(folder: string, { checkpoint }: LeaseContent): Promise<void> {
  if (checkpoint !== undefined)
    await writeFile(join(folder, checkpointFile), JSON.stringify(checkpoint), { mode: privateFile });
}

/** Stores what a shard's folder has, and its checkpoint in the lease: both belong to the same owner. */
class ShardMirror implements FolderMirror {
  checkpoint: Checkpoint | undefined;
  private readonly journal: GroupedSteps;

  constructor(
    private readonly lease: HeldLease,
    private readonly files: MirroredFiles,
  ) {
    this.journal = new GroupedSteps(() => this.files.append(journalFile));
  }

  storeJournal(): Promise<void> {
    return this.journal.run();
  }

  async saved(checkpoint: Checkpoint): Promise<void> {
    this.lease.check();
    await this.storeJournal();
    for (const entity of Object.keys(checkpoint.entities)) await this.files.append(`keys-${entity}.bin`);
    await this.files.append(rejectsFile);
    const { split } = this.lease.content;
    await this.lease.save({ checkpoint, files: this.files.files, ...(split && { split }) });
    this.checkpoint = checkpoint;
  }

  /** It is part of the run's. */
  async savedResult(): Promise<void> {}
}

class RemoteShard {
  constructor(
    private readonly id: string,
    private readonly store: RunFolder,
    private readonly lease: HeldLease,
    private readonly mirror: ShardMirror,
    private readonly parts: RemoteShardParts,
  ) {}

  async close(): Promise<void> {
    const { scratch, late, fence } = this.parts;
    await this.store.close();
    await rm(join(scratch, this.id), { recursive: true, force: true });
    const isFinished = this.mirror.checkpoint?.state === "finished";
    const isOwn = await this.lease.release(isFinished ? "done" : "free").then(
      () => true,
      () => false,
    );
    // If another process has it: nothing is in flight here any more.
    if (!isOwn && fence.isQuiet) await late.ended({ lease: this.id, fence: this.lease.fence });
    if (isOwn && isFinished) await this.parts.dependencies.objects.put(doneName(this.id), "{}");
  }
}
