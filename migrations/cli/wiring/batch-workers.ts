import type { BatchClient, JobDescription } from "../../batch/batch-client";
import type { RunnerError } from "../../errors";
import { InterruptedError, UnreachableError } from "../../errors";
import { counted } from "../../report/quantity";
import type { WorkersOutput } from "../../targets/workers-output";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import type { RunLocation } from "./run-location";
import type { Workers } from "./worker-group";

/** What the workers of a run on AWS Batch need to know. */
export interface BatchOrder {
  readonly client: BatchClient;
  readonly output: WorkersOutput;
  /** Of the job. */
  readonly name: string;
  readonly location: RunLocation;
  /** The job that an earlier command has submitted. */
  readonly earlier: string | undefined;
  /** Lets a later command find the job. */
  readonly submitted: (job: string) => Promise<void>;
}

const lookMs = 5000;

/** The workers of a run as an array job of AWS Batch, which starts them again if they are interrupted. */
export class BatchWorkers implements Workers {
  failure: RunnerError | undefined;
  /** Workers in containers say in their log why a source failed. */
  readonly failedShards = new Map<string, RunnerError>();
  private isStopping = false;
  private isOver = false;
  private job: string | undefined;
  private shown = "";

  constructor(
    private readonly order: BatchOrder,
    private readonly context: Pick<ProcessContext, "error">,
  ) {}

  async run(count: number): Promise<void> {
    const job = await this.start(count);
    this.job = job;
    if (this.isStopping) this.terminate(job);
    while (!this.isOver) {
      const found = await this.order.client.describe(job);
      if (!found || found.state === "FAILED" || found.state === "SUCCEEDED") return this.ended(job, found);
      this.show(job, found);
      await clock.sleep(lookMs);
    }
  }

  /** Submits the job, unless one that was submitted earlier is not over. @returns its id */
  async start(count: number): Promise<string> {
    const { client, earlier, output, name, location, submitted } = this.order;
    const before = earlier === undefined ? undefined : await client.describe(earlier);
    if (earlier !== undefined && before && before.state !== "FAILED" && before.state !== "SUCCEEDED") {
      this.context.error(`AWS Batch job ${earlier} is ${before.state}: no other one is submitted`);
      return earlier;
    }
    const job = await client.submit({
      ...{ name, queue: output.queueArn, definition: output.jobDefinitionArn, size: count },
      parameters: { location: location.shown.split("?")[0] ?? "" },
    });
    await submitted(job);
    this.context.error(
      `Submitted AWS Batch job ${job} (${counted(count, "worker")}) to ${output.queueArn}; log group ${output.logGroup}`,
    );
    return job;
  }

  /** The workers save, and those that have not started never do. */
  stop(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    void this.order.location.askToStop(true).catch(() => undefined);
    if (this.job !== undefined) this.terminate(this.job);
  }

  /** Nothing is left to do: workers exit by themselves, those that have not started once they do. */
  kill(): void {
    this.isOver = true;
  }

  /** Workers that are not ended by it see that they are to stop. */
  private terminate(job: string): void {
    void this.order.client.terminate(job, "dynamodb-migrate run was interrupted").catch(() => undefined);
  }

  private show(job: string, { state, children }: JobDescription): void {
    const parts = [...children].map(([one, count]) => `${count} ${one}`);
    const text = `AWS Batch job ${job}: ${parts.length > 0 ? parts.join(", ") : state}`;
    if (text !== this.shown) this.context.error(text);
    this.shown = text;
  }

  private async ended(job: string, found: JobDescription | undefined): Promise<void> {
    if (found) this.show(job, found);
    if (found?.state === "SUCCEEDED") return;
    if (this.isStopping || (await this.order.location.isStopping())) {
      this.failure = new InterruptedError();
      return;
    }
    const why = found?.reason === undefined ? "" : ` (${found.reason})`;
    this.failure = new UnreachableError(
      "batch-job-failed",
      `AWS Batch job ${job} has failed${why}; see the log group ${this.order.output.logGroup}, then repeat the command`,
    );
  }
}
