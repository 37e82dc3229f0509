import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { privateFile, privateFolder } from "../../files/private-files";
import type { ConditionalObjects } from "../../objects/conditional-objects";
import type { Checkpoint } from "../../run-store/checkpoint";
import { parseCheckpoint } from "../../run-store/checkpoint-schema";
import type { FolderMirror } from "../../run-store/folder/run-folder";
import { journalFile } from "../../run-store/journal/journal-file";
import { GroupedSteps } from "../../run-store/remote/grouped-steps";
import { LateRequests } from "../../run-store/remote/late-requests";
import { HeldLease, type LeaseDependencies } from "../../run-store/remote/lease";
import { type LeaseContent, type LeaseRecord, parseLease } from "../../run-store/remote/lease-record";
import { MirroredFiles, withUnsavedSegments } from "../../run-store/remote/mirrored-files";
import type { Manifest } from "../../run-store/shards/manifest";
import { timelineFile } from "../../run-store/timeline/timeline-file";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import { openObjects } from "./open-objects";
import { leaseDependencies, leaseMsIn, RemoteLocation } from "./remote-location";
import { readRemoteManifest } from "./remote-manifest";
import { SendFence } from "./send-fence";
import { settleFolder } from "./shard-folders";

/** The lease of the process that plans a run, joins its shards or rolls it back. */
const runLease = "run";
const runPrefix = "run";
const settleJournal = `shards/${settleFolder}/${journalFile}`;
/** Files of a run's folder, besides the checkpoint, that are written as a whole. */
const wholeFiles = ["rejects.jsonl", journalFile, timelineFile];
const laterFiles = ["result.json", "verification.json", "kept.jsonl"];
const looks = 12;

/** A run whose state is in objects that machines share, and whose folder on this machine has the same. */
export class RemoteRun implements FolderMirror {
  private readonly settle: GroupedSteps;
  private files: MirroredFiles | undefined;
  private checkpoint: unknown;
  private folder = "";

  private constructor(
    readonly shown: string,
    private readonly objects: ConditionalObjects,
    /** Of the run that is there already. */
    readonly manifest: Manifest | undefined,
    private readonly dependencies: LeaseDependencies,
    private readonly lease: HeldLease,
    private readonly context: ProcessContext,
    private readonly fence: SendFence,
    private readonly late: LateRequests,
  ) {
    this.settle = new GroupedSteps(() => this.mirrored.append(settleJournal));
    this.checkpoint = lease.content.checkpoint;
  }

  /**
   * Takes a location for this process alone; others may be workers of it.
   * @param fence lets requests be sent only while this process has it
   * @throws UsageError if another process has it
   */
  static async open(location: string, context: ProcessContext, fence = new SendFence()): Promise<RemoteRun> {
    const objects = await openObjects(location, context);
    const manifest = await readRemoteManifest(objects);
    const dependencies = leaseDependencies(objects, manifest?.leaseMs ?? leaseMsIn(context), context);
    const lease = await takeOrWait(objects, dependencies, context);
    fence.enter(lease);
    const late = new LateRequests(objects);
    for (const { fence: number } of lease.superseded) await late.started({ lease: runLease, fence: number });
    return new RemoteRun(location, objects, manifest, dependencies, lease, context, fence, late);
  }

  /** The run's checkpoint, whose folder was made on this machine; `undefined` if no run has started. */
  async restore(parent: string): Promise<Checkpoint | undefined> {
    const { run } = this.manifest ?? {};
    if (run === undefined || this.checkpoint === undefined) return undefined;
    const checkpoint = parseCheckpoint(this.checkpoint, run);
    this.start(parent, run);
    await download(this.mirrored, this.folder, checkpoint);
    return checkpoint;
  }

  /** Names the folder on this machine. */
  start(parent: string, run: string): void {
    this.folder = join(parent, run);
    const { fence, content } = this.lease;
    this.files = new MirroredFiles(this.objects, runPrefix, this.folder, fence, content.files);
  }

  /** For the shards of the run. */
  get location(): RemoteLocation {
    const storeSettleJournal = (): Promise<void> => this.settle.run();
    const superseded = { lease: runLease, owners: this.lease.superseded };
    return new RemoteLocation(this.shown, this.dependencies, this.context, this.folder, {
      ...{ storeSettleJournal, superseded },
    });
  }

  /** The period of the leases, in milliseconds. */
  get leaseMs(): number {
    return this.dependencies.watch.holdMs;
  }

  async saved(checkpoint: Checkpoint): Promise<void> {
    this.lease.check();
    if (checkpoint.state !== "running") for (const name of wholeFiles) await this.mirrored.replace(name);
    if (checkpoint.state === "finished") this.mirrored.forget(settleJournal);
    this.checkpoint = checkpoint;
    await this.save();
  }

  async savedResult(): Promise<void> {
    await this.store();
  }

  /** Stores the files that commands write after a run. */
  async store(): Promise<void> {
    for (const name of laterFiles) await this.mirrored.replace(name);
    await this.save();
  }

  /** Lets other processes have the location. */
  async close(): Promise<void> {
    const { lease, fence, late } = this;
    const isOwn = await lease.release("free").then(
      () => true,
      () => false,
    );
    if (!isOwn && fence.isQuiet)
      await late.ended({ lease: runLease, fence: lease.fence }).catch(() => undefined);
  }

  private get mirrored(): MirroredFiles {
    return this.files as MirroredFiles;
  }

  private save(): Promise<void> {
    return this.lease.save({ checkpoint: this.checkpoint, files: this.mirrored.files });
  }
}

/** Writes the files of a run into its folder on this machine, without taking the run. */
export async function downloadRun(objects: ConditionalObjects, folder: string): Promise<void> {
  const found = await objects.read(runLease);
  if (!found) return;
  const { content } = parseLease(runLease, found.body);
  await download(new MirroredFiles(objects, runPrefix, folder, 0, content.files), folder, content.checkpoint);
}

async function download(files: MirroredFiles, folder: string, checkpoint: unknown): Promise<void> {
  await mkdir(folder, { recursive: true, mode: privateFolder });
  await files.download();
  const text = `${JSON.stringify(checkpoint, null, 2)}\n`;
  await writeFile(join(folder, "checkpoint.json"), text, { mode: privateFile });
}

/** What a run has come to, as its lease says; `undefined` if it has not started. */
export async function remoteCheckpoint(objects: ConditionalObjects): Promise<Checkpoint | undefined> {
  const found = await objects.read(runLease);
  const content = found && parseLease(runLease, found.body).content.checkpoint;
  return content === undefined ? undefined : parseCheckpoint(content, (content as Checkpoint).run);
}

async function takeOrWait(
  objects: ConditionalObjects,
  dependencies: LeaseDependencies,
  context: ProcessContext,
): Promise<HeldLease> {
  const prepare = async (before: LeaseRecord | undefined): Promise<LeaseContent> => {
    if (!before) return { files: {} };
    const { content, fence } = before;
    const files = await withUnsavedSegments(objects, runPrefix, settleJournal, fence, content.files);
    return { ...content, files };
  };
  const { holdMs } = dependencies.watch;
  for (let first: LeaseRecord | undefined, isSaid = false; ;) {
    const lease = await HeldLease.take(runLease, dependencies, prepare);
    if (lease) return lease;
    const found = await objects.read(runLease);
    const record = found && parseLease(runLease, found.body);
    first ??= record;
    const isRenewed = record?.owner === first?.owner && record?.beat !== first?.beat;
    if (isRenewed || context.signal.aborted) throw locked(objects, record);
    const { pid = 0, host = "" } = record?.process ?? {};
    if (!isSaid && record)
      context.error(
        `${objects.location} is used by process ${pid} on ${host}: waiting up to ${holdMs / 1000} s for a sign of life`,
      );
    isSaid = true;
    await clock.sleep(holdMs / looks, context.signal);
  }
}

function locked({ location }: ConditionalObjects, record: LeaseRecord | undefined): UsageError {
  const { pid = 0, host = "" } = record?.process ?? {};
  return new UsageError(
    "run-locked",
    `process ${pid} on ${host} is working on the run in ${location}; wait until it has ended, or end it`,
  );
}
