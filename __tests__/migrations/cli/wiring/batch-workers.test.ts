import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { JobDescription, JobRequest, JobState } from "../../../../migrations/batch/batch-client";
import { type BatchOrder, BatchWorkers } from "../../../../migrations/cli/wiring/batch-workers";

/** AWS Batch, whose jobs have these states at one look after the other. */
class FakeBatch {
  readonly submitted: JobRequest[] = [];
  readonly saved: string[] = [];
  readonly terminated: string[] = [];
  readonly lines: string[] = [];
  isStopping = false;
  readonly workers: BatchWorkers;

  constructor(
    private readonly states: (JobState | undefined)[],
    earlier?: string,
  ) {
    const client = {
      submit: (job: JobRequest) => Promise.resolve(`job-${this.submitted.push(job)}`),
      describe: () => Promise.resolve(this.next()),
      terminate: (job: string) => Promise.resolve(void this.terminated.push(job)),
    };
    const location = {
      shown: "s3://runs/forum/shop?region=us-east-1",
      isStopping: () => Promise.resolve(this.isStopping),
      askToStop: (isStopping: boolean) => Promise.resolve(void (this.isStopping = isStopping)),
    };
    const output = { queueArn: "queue", jobDefinitionArn: "definition:1", logGroup: "/log" };
    const submitted = (job: string) => Promise.resolve(void this.saved.push(job));
    const order = { client, output, name: "shop", location, earlier, submitted } as unknown as BatchOrder;
    this.workers = new BatchWorkers(order, { error: (line) => void this.lines.push(line) });
  }

  private next(): JobDescription | undefined {
    const state = this.states.length > 1 ? this.states.shift() : this.states[0];
    if (state === undefined) return undefined;
    return { state, reason: state === "FAILED" ? "Array Child Job failed" : undefined, children: new Map() };
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout"] }));
afterEach(() => void vi.useRealTimers());

describe("workers on AWS Batch", () => {
  it("are submitted with the location, without its parameters, and awaited", async () => {
    const batch = new FakeBatch(["SUCCEEDED"]);
    await batch.workers.run(3);
    expect(batch.submitted).toEqual([
      {
        name: "shop",
        queue: "queue",
        definition: "definition:1",
        size: 3,
        parameters: { location: "s3://runs/forum/shop" },
      },
    ]);
    expect(batch.saved).toEqual(["job-1"]);
    expect(batch.workers.failure).toBeUndefined();
  });

  it("are not submitted again while an earlier job is under way", async () => {
    const batch = new FakeBatch(["PENDING", "SUCCEEDED"], "job-0");
    await batch.workers.run(3);
    expect(batch.submitted).toEqual([]);
    expect(batch.lines[0]).toBe("AWS Batch job job-0 is PENDING: no other one is submitted");
  });

  it.each(["FAILED", "SUCCEEDED", undefined] as const)(
    "are submitted again after a job that is %s",
    async (state) => {
      const batch = new FakeBatch([state, "SUCCEEDED"], "job-0");
      await batch.workers.run(3);
      expect(batch.saved).toEqual(["job-1"]);
    },
  );

  it("end the run if their job fails", async () => {
    const batch = new FakeBatch(["FAILED"]);
    await batch.workers.run(3);
    expect(batch.workers.failure).toMatchObject({
      code: "batch-job-failed",
      message:
        "AWS Batch job job-1 has failed (Array Child Job failed); see the log group /log, then repeat the command",
    });
  });

  it("interrupt the run if they were asked to stop", async () => {
    const batch = new FakeBatch(["FAILED"]);
    batch.workers.stop();
    await batch.workers.run(3);
    expect(batch).toMatchObject({ isStopping: true, terminated: ["job-1"] });
    expect(batch.workers.failure).toMatchObject({ kind: "interrupted" });
  });

  it("are ended with their job while it is under way", async () => {
    const batch = new FakeBatch(["RUNNING", "FAILED"]);
    const run = batch.workers.run(3);
    await vi.advanceTimersByTimeAsync(1000);
    batch.workers.stop();
    await vi.advanceTimersByTimeAsync(5000);
    await run;
    expect(batch.terminated).toEqual(["job-1"]);
  });

  it("interrupt the run if another command stopped them", async () => {
    const batch = new FakeBatch(["FAILED"]);
    batch.isStopping = true;
    await batch.workers.run(3);
    expect(batch.workers.failure).toMatchObject({ kind: "interrupted" });
  });

  it("are not awaited once nothing is left to do", async () => {
    const batch = new FakeBatch(["RUNNABLE"]);
    batch.workers.kill();
    await batch.workers.run(3);
    expect(batch.workers.failure).toBeUndefined();
  });
});
