import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CopyTask } from "../../../../migrations/cli/copy-task";
import type { ProcessContext } from "../../../../migrations/cli/process-context";
import { withCopyWorkers } from "../../../../migrations/cli/wiring/copy-by-workers";
import type { ParentMessage, WorkerEvents } from "../../../../migrations/cli/worker-process";
import type { Observer } from "../../../../migrations/pipeline/read/observer";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();

const observer = { noted: () => undefined } as Partial<Observer> as Observer;

/** Worker processes whose messages a test sends. */
class FakeWorkers {
  readonly all: FakeWorker[] = [];
  readonly lines: string[] = [];
  readonly progress: number[] = [];
  /** Which workers were told to stop before the copy failed. */
  stopped: boolean[] | undefined;
  private readonly end = new AbortController();
  private readonly context: Partial<ProcessContext> = {
    cwd: folder(),
    signal: this.end.signal,
    now: () => new Date(0),
    error: (line) => void this.lines.push(line),
    atExit: () => () => undefined,
    startWorker: (_args, events) => {
      const worker = new FakeWorker(events);
      this.all.push(worker);
      setImmediate(() => worker.say({ kind: "ready" }));
      return { pid: 1, send: (message) => worker.told(message), kill: () => undefined };
    },
  };

  /** Copies a table to the folder `out` with 2 workers. */
  copy(rate?: number) {
    const options = { workers: 2, rate, runFolder: "runs" };
    const access = { region: "us-east-1", endpoint: undefined };
    const settings = {
      table: { name: "notes", key: [{ name: "id", type: "S" }] },
      now: () => new Date(0),
      onProgress: (items: number) => void this.progress.push(items),
    } as const;
    return withCopyWorkers(options, access, observer, this.context as ProcessContext, (workers) =>
      workers!.writeExportFolder(join(folder(), "out"), settings).catch((error: unknown) => {
        this.stopped = this.all.map(({ isStopped }) => isStopped);
        throw error;
      }),
    );
  }

  get tasks(): CopyTask[] {
    return this.all.flatMap(({ tasks }) => tasks);
  }

  interrupt(): void {
    this.end.abort();
  }
}

class FakeWorker {
  readonly tasks: CopyTask[] = [];
  isStopped = false;

  constructor(private readonly events: WorkerEvents) {}

  get say() {
    return this.events.onMessage;
  }

  told(message: ParentMessage): void {
    if (message.kind === "task") this.tasks.push(message.task as CopyTask);
    if (message.kind !== "stop" || this.isStopped) return;
    this.isStopped = true;
    setImmediate(() => this.events.onExit(0, null));
  }

  exit(): void {
    this.tasks.splice(0);
    this.events.onExit(null, "SIGKILL");
  }

  /** Finishes its task with a data file of so many items. */
  finish(items: number): void {
    const task = this.tasks.shift()!;
    const name = `${task.id}.json.gz`;
    this.leave(name);
    const file = { name, itemCount: items, md5Checksum: "m", etag: "e", compressedBytes: 10 };
    this.say({ kind: "task-done", task: task.id, dataFiles: [file] });
  }

  /** Writes a file that it does not tell of. */
  leave(name: string): void {
    writeFileSync(join(folder(), "out/data", name), "");
  }
}

const started = async (fake: FakeWorkers, tasks: number) => expect.poll(() => fake.tasks).toHaveLength(tasks);

describe("a copy of a table by workers", () => {
  it("gives each worker one part of the table at a time, and lists the files in their order", async () => {
    const fake = new FakeWorkers();
    const copied = fake.copy();
    await started(fake, 2);
    const [one, two] = fake.all as [FakeWorker, FakeWorker];
    expect(fake.tasks).toMatchObject([
      { kind: "copy", table: "notes", first: 0, segments: 4, of: 16, rate: undefined, keyNames: ["id"] },
      { first: 4, segments: 4, of: 16 },
    ]);
    two.finish(20);
    expect(fake.tasks.map(({ first }) => first)).toEqual([0, 8]);
    one.finish(10);
    one.finish(0);
    two.finish(5);
    expect(await copied).toEqual({ items: 35, bytes: 30 });
    expect(readdirSync(join(folder(), "out/data"))).toEqual(["1.json.gz", "2.json.gz", "3.json.gz"]);
    expect(readdirSync(join(folder(), "runs"))).toEqual([]);
  });

  it("gives the part of a worker that was killed to another one, counts it once and removes its file", async () => {
    const fake = new FakeWorkers();
    const copied = fake.copy();
    await started(fake, 2);
    const [one, two] = fake.all as [FakeWorker, FakeWorker];
    one.say({ kind: "progress", shard: "1", rows: 7 });
    one.leave("half.json.gz");
    one.exit();
    expect(fake.lines).toEqual(["worker 1 exited unexpectedly (by SIGKILL); starting another one"]);
    await expect.poll(() => fake.all[2]?.tasks.map(({ id }) => id)).toEqual([1]);
    for (let part = 0; part < 3; part++) two.finish(10);
    fake.all[2]?.finish(10);
    expect(await copied).toEqual({ items: 40, bytes: 40 });
    expect(fake.progress).toEqual([0, 0, 7, 0, 10, 10, 20, 20, 30, 40]);
    expect(readdirSync(join(folder(), "out/data"))).not.toContain("half.json.gz");
  });

  it.each([
    [3, 2, 1.5],
    [1, 1, 1],
  ])(
    "divides %d read units among the parts that are read at the same time",
    async (rate, parts, partRate) => {
      const fake = new FakeWorkers();
      const copied = fake.copy(rate);
      await started(fake, parts);
      const busy = () => fake.all.filter(({ tasks }) => tasks.length > 0);
      for (let done = 0; done < 4; done++) {
        const rates = fake.tasks.map((task) => task.rate);
        expect(rates.every((one) => one === partRate)).toBe(true);
        expect(rates.length).toBeLessThanOrEqual(parts);
        busy()[0]?.finish(1);
      }
      expect(await copied).toMatchObject({ items: 4 });
    },
  );

  it("fails once no worker writes any more", async () => {
    const fake = new FakeWorkers();
    const copied = fake.copy();
    await started(fake, 2);
    const error = { kind: "unreachable", code: "table-unreadable", message: "gone" } as const;
    fake.all[0]?.say({ kind: "task-failed", task: 1, error });
    await expect(copied).rejects.toMatchObject({ code: "table-unreadable", message: "gone" });
    expect(fake.stopped).toEqual([true, true]);
  });

  it("is interrupted like a scan by one process", async () => {
    const fake = new FakeWorkers();
    const copied = fake.copy();
    await started(fake, 2);
    fake.interrupt();
    await expect(copied).rejects.toMatchObject({
      code: "interrupted",
      message: "interrupted; nothing was changed",
    });
  });

  it("is refused in a program that cannot start the command line", async () => {
    const options = { workers: 2, runFolder: "runs" };
    const access = { region: "us-east-1", endpoint: undefined };
    const copying = withCopyWorkers(options, access, observer, {} as ProcessContext, () =>
      expect.unreachable(),
    );
    await expect(copying).rejects.toMatchObject({ kind: "usage", code: "workers-unavailable" });
  });
});
