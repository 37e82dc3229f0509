import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";
import writeFileAtomic from "write-file-atomic";
import { UsageError } from "../errors";
import { Decimal } from "../transform/row";
import type { Checkpoint, RejectLine, RunStore } from "./checkpoint";
import { ProcessLock } from "./process-lock";

/** Who opens a run. */
export interface Opener {
  readonly pid: number;
  readonly now: Date;
  readonly isAlive: (pid: number) => boolean;
}

/** A run's folder: `checkpoint.json`, `rejects.jsonl`, `result.json`, and a lock while a process works on it. */
export class RunFolder implements RunStore {
  private rejects: string[] = [];

  private constructor(
    readonly run: string,
    readonly folder: string,
    readonly checkpoint: Checkpoint | undefined,
    private readonly lock: ProcessLock,
  ) {}

  /** Opens a run's folder, or makes it. @throws UsageError where another living process works on it */
  static async open(parent: string, run: string, opener: Opener): Promise<RunFolder> {
    const folder = join(parent, run);
    await mkdir(folder, { recursive: true });
    const holder = { pid: opener.pid, since: opener.now.toISOString() };
    const lock = await ProcessLock.take(join(folder, "lock"), holder, opener.isAlive);
    return new RunFolder(run, folder, await readCheckpoint(folder), lock);
  }

  async save(checkpoint: Checkpoint): Promise<void> {
    await this.flushRejects();
    await this.replace("checkpoint.json", checkpoint);
  }

  addReject(line: RejectLine): void {
    this.rejects.push(`${JSON.stringify(line, jsonValue)}\n`);
  }

  async forgetRejectsAbove(settledUpTo: Readonly<Record<string, number>>): Promise<void> {
    const path = this.rejectsPath();
    const kept = async function* (lines: AsyncIterable<string>): AsyncGenerator<string> {
      for await (const line of lines) {
        const reject = parseLine(line);
        if (reject && reject.row <= (settledUpTo[reject.entity] ?? 0)) yield `${line}\n`;
      }
    };
    const input = createReadStream(path, { flags: "a+" });
    await pipeline(createInterface({ input, crlfDelay: Infinity }), kept, createWriteStream(`${path}.kept`));
    await rename(`${path}.kept`, path);
  }

  async saveResult(result: object): Promise<void> {
    await this.flushRejects();
    await this.replace("result.json", result);
  }

  async close(): Promise<void> {
    await this.flushRejects();
    await this.lock.release();
  }

  private rejectsPath(): string {
    return join(this.folder, "rejects.jsonl");
  }

  private async flushRejects(): Promise<void> {
    if (this.rejects.length === 0) return;
    const lines = this.rejects.splice(0).join("");
    const file = await open(this.rejectsPath(), "a");
    try {
      await file.appendFile(lines);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  private async replace(file: string, content: object): Promise<void> {
    await writeFileAtomic(join(this.folder, file), `${JSON.stringify(content, null, 2)}\n`);
  }
}

/** The checkpoints of all runs below a folder, oldest first. Folders without one are passed over. */
export async function listRuns(parent: string): Promise<Checkpoint[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(parent, entry.name));
  const found = await Promise.all(folders.map(readCheckpoint));
  return found.filter((one) => one !== undefined).toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}

/** Any other trouble than its absence is an error: a checkpoint that cannot be read is not "nothing done yet". */
async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const path = join(folder, "checkpoint.json");
  try {
    return JSON.parse(await readFile(path, "utf8")) as Checkpoint;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(
      "checkpoint-unreadable",
      `${path} cannot be read; mend it, or move its folder away to begin anew`,
      { cause },
    );
  }
}

/** A kill can leave the last line half-written. */
function parseLine(line: string): RejectLine | undefined {
  try {
    return JSON.parse(line) as RejectLine;
  } catch {
    return undefined;
  }
}

function jsonValue(_name: string, value: unknown): unknown {
  if (typeof value === "bigint" || value instanceof Decimal) return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
