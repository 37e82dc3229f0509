import { describe, expect, it } from "vitest";
import { WorkerGroup } from "../../../../migrations/cli/wiring/worker-group";
import type { ParentMessage, WorkerEvents } from "../../../../migrations/cli/worker-process";

/** Workers that do what a test says. */
class FakeWorkers {
  readonly started: (WorkerEvents & { readonly args: readonly string[]; readonly told: ParentMessage[] })[] =
    [];
  readonly lines: string[] = [];
  readonly retries: string[] = [];
  readonly group: WorkerGroup;

  constructor(toTell?: () => Promise<ParentMessage | undefined>) {
    const context = {
      error: (line: string) => void this.lines.push(line),
      atExit: () => () => undefined,
      startWorker: (args: readonly string[], events: WorkerEvents) => {
        const told: ParentMessage[] = [];
        this.started.push({ ...events, args, told });
        return { pid: 1, send: (message: ParentMessage) => void told.push(message), kill: () => undefined };
      },
    };
    const events = {
      onProgress: () => undefined,
      onPoint: () => undefined,
      onRetry: (reason: string) => void this.retries.push(reason),
      onNote: () => undefined,
    };
    const argumentsOf = (index: number) => ["work", "run", "--index", String(index)];
    this.group = new WorkerGroup(argumentsOf, context, events, toTell);
  }

  worker(index: number) {
    return this.started[index]!;
  }
}

const unreachable = { kind: "unreachable", code: "table-missing", message: "gone" } as const;

describe("the workers of a run", () => {
  it("are started with their index, and have ended once all have exited", async () => {
    const fake = new FakeWorkers();
    const run = fake.group.run(2);
    expect(fake.started.map(({ args }) => args.join(" "))).toEqual([
      "work run --index 0",
      "work run --index 1",
    ]);
    fake.worker(0).onExit(0, null);
    fake.worker(1).onExit(0, null);
    await run;
    expect(fake.group.failure).toBeUndefined();
  });

  it("are told what they need as soon as it is known, as is one that replaces another", async () => {
    const access = {
      endpoint: { origin: "http://127.0.0.1:8000", path: "/", region: "us-east-1", userAgent: "" },
      identity: { accessKeyId: "AKID", secretAccessKey: "secret" },
      ...{ place: "http://127.0.0.1:8000", region: "us-east-1" },
    };
    const message = { kind: "access", access } as const;
    const fake = new FakeWorkers(() => Promise.resolve(message));
    const run = fake.group.run(1);
    fake.worker(0).onExit(null, "SIGKILL");
    await Promise.resolve();
    expect(fake.started.map(({ told }) => told)).toEqual([[message], [message]]);
    fake.worker(1).onExit(0, null);
    await run;
  });

  it("are replaced if they are killed", async () => {
    const fake = new FakeWorkers();
    const run = fake.group.run(1);
    fake.worker(0).onMessage({ kind: "progress", shard: "1", rows: 10 });
    fake.worker(0).onExit(null, "SIGKILL");
    expect(fake.lines).toEqual(["worker 1 exited unexpectedly (by SIGKILL); starting another one"]);
    fake.worker(1).onExit(0, null);
    await run;
  });

  it("are not replaced for ever if none settles a row", async () => {
    const fake = new FakeWorkers();
    const run = fake.group.run(1);
    for (let index = 0; index < 4; index++) fake.worker(index).onExit(1, null);
    await run;
    expect(fake.started).toHaveLength(4);
    expect(fake.group.failure).toMatchObject({
      code: "worker-failed",
      message:
        "the workers exited unexpectedly 4 times without settling a row; the last one with exit code 1",
    });
  });

  it("all stop if a table fails in one of them", async () => {
    const fake = new FakeWorkers();
    const run = fake.group.run(2);
    fake.worker(0).onMessage({ kind: "failed", error: unreachable });
    expect(fake.worker(1).told).toEqual([{ kind: "stop" }]);
    fake.worker(0).onExit(3, null);
    fake.worker(1).onExit(130, null);
    await run;
    expect(fake.group.failure).toMatchObject(unreachable);
  });

  it("leave out a shard whose source has failed, and move the others", async () => {
    const fake = new FakeWorkers();
    const run = fake.group.run(2);
    fake
      .worker(0)
      .onMessage({ kind: "failed", shard: "7", error: { ...unreachable, code: "source-changed" } });
    expect(fake.worker(1).told).toEqual([{ kind: "skip", shard: "7" }]);
    fake.worker(1).onExit(null, "SIGKILL");
    expect(fake.worker(2).told).toEqual([{ kind: "skip", shard: "7" }]);
    fake.worker(0).onExit(3, null);
    fake.worker(2).onExit(0, null);
    await run;
    expect(fake.group.failure).toBeUndefined();
    expect([...fake.group.failedShards.keys()]).toEqual(["7"]);
  });

  it("are not replaced once they were asked to stop", async () => {
    const fake = new FakeWorkers();
    const run = fake.group.run(1);
    fake.group.stop();
    fake.worker(0).onExit(null, "SIGKILL");
    await run;
    expect(fake.started).toHaveLength(1);
  });
});
