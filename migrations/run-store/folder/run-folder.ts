import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, open, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import { unwritable } from "../../files/file-system-error";
import { privateFile, privateFolder } from "../../files/private-files";
import { replaceFile } from "../../files/replace-file";
import { digestBytes } from "../../seen-keys/key-digest";
import type { Acknowledgement, Checkpoint, RejectLine, RunStore } from "../checkpoint";
import { KeyLog } from "./key-log";
import { type LockDependencies, lockFile, ProcessLock } from "./process-lock";
import { ProgressLog } from "./progress-log";
import { readRejectLine, rejectText } from "../reject-text";
import { readCheckpoint } from "./run-list";

/** What opening a run needs from outside. */
export interface Opener extends LockDependencies {
  /** Stores elsewhere, too, what the folder holds. @default the folder is enough */
  readonly mirror?: FolderMirror | undefined;
}

/** Another copy of what a run's folder has. */
export interface FolderMirror {
  /** The checkpoint in the folder, and what it relies on, was replaced. @throws UnreachableError */
  saved(checkpoint: Checkpoint): Promise<void>;
  /** The result in the folder was replaced. @throws UnreachableError */
  savedResult(): Promise<void>;
}

/**
 * A run's folder: `checkpoint.json`, what was acknowledged since in `progress-*.jsonl`, the digests of the items' keys
 * in `keys-*.bin`, `rejects.jsonl`, `result.json`, and a lock while a process works on it.
 */
export class RunFolder implements RunStore {
  private rejects: string[] = [];

  private constructor(
    readonly run: string,
    readonly folder: string,
    readonly checkpoint: Checkpoint | undefined,
    private readonly progress: ProgressLog,
    private readonly keyLog: KeyLog,
    private readonly lock: ProcessLock,
    private readonly mirror: FolderMirror | undefined,
  ) {}

  /** Opens a run's folder, or makes it. @throws UsageError if another process works on it */
  static async open(parent: string, run: string, opener: Opener): Promise<RunFolder> {
    const folder = join(parent, run);
    await mkdir(folder, { recursive: true, mode: privateFolder });
    await makePrivate(folder);
    const lock = await ProcessLock.take(join(folder, lockFile), opener);
    try {
      const checkpoint = await readCheckpoint(folder);
      const progress = await ProgressLog.open(folder);
      const keyLog = new KeyLog(folder, digestBytes);
      return new RunFolder(run, folder, checkpoint, progress, keyLog, lock, opener.mirror);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  get acknowledged(): readonly Acknowledgement[] {
    return this.progress.found;
  }

  /** @throws UnreachableError if another process works on the run now */
  check(): Promise<void> {
    return this.lock.check();
  }

  acknowledge(acknowledgement: Acknowledgement): void {
    this.progress.append(acknowledgement);
  }

  addKey(entity: string, digest: string): void {
    this.keyLog.add(entity, digest);
  }

  keys(entity: string, count: number): AsyncIterable<Uint8Array> {
    return this.keyLog.read(entity, count);
  }

  /** Journal, keys and rejects go first: what a checkpoint counts is on disk. */
  async save(
    checkpoint: Checkpoint,
    ahead: readonly Acknowledgement[],
    onDisk?: () => Promise<void>,
  ): Promise<void> {
    const deleteOld = this.progress.rotate(ahead);
    await this.lock.check();
    await onDisk?.();
    await this.writing(() => this.keyLog.flush());
    await this.replace("checkpoint.json", checkpoint);
    await this.mirror?.saved(checkpoint);
    await deleteOld();
  }

  addReject(line: RejectLine): void {
    this.rejects.push(rejectText(line));
  }

  async forgetRejectsAbove(settledUpTo: ReadonlyMap<string, number>): Promise<void> {
    const path = this.rejectsPath();
    const kept = async function* (lines: AsyncIterable<string>): AsyncGenerator<string> {
      for await (const line of lines) {
        const reject = readRejectLine(line);
        if (reject && reject.row <= (settledUpTo.get(reject.entity) ?? 0)) yield `${line}\n`;
      }
    };
    const input = createReadStream(path, { flags: "a+", mode: privateFile });
    const lines = createInterface({ input, crlfDelay: Infinity });
    await pipeline(lines, kept, createWriteStream(`${path}.kept`, { flush: true, mode: privateFile }));
    await rename(`${path}.kept`, path);
  }

  async saveResult(result: object): Promise<void> {
    await this.replace("result.json", result);
    await this.mirror?.savedResult();
  }

  async close(): Promise<void> {
    try {
      this.progress.close();
      await this.keyLog.close();
      await this.writing(() => this.flushRejects());
    } finally {
      await this.lock.release();
    }
  }

  private rejectsPath(): string {
    return join(this.folder, "rejects.jsonl");
  }

  private async flushRejects(): Promise<void> {
    if (this.rejects.length === 0) return;
    const lines = this.rejects.splice(0).join("");
    const file = await open(this.rejectsPath(), "a", privateFile);
    try {
      await file.appendFile(lines);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** The rejects go first: what a checkpoint counts is on disk. */
  private async replace(file: string, content: object): Promise<void> {
    await this.writing(async () => {
      await this.flushRejects();
      await replaceFile(join(this.folder, file), `${JSON.stringify(content, null, 2)}\n`);
    });
  }

  private async writing(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${this.folder}`, cause);
    }
  }
}

/** Folders and files of earlier versions could be read by every user of the machine. */
async function makePrivate(folder: string): Promise<void> {
  await chmod(folder, privateFolder);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isFile()) await chmod(join(folder, entry.name), privateFile);
}
