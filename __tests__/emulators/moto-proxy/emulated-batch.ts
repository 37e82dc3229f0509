import { randomUUID } from "node:crypto";
import { type Answer, jsonAnswer } from "../http-exchange";
import { BatchJob, type BatchContainer, type BatchImage, type ChildState } from "./batch-job";
import type { RetryStrategy } from "./evaluate-on-exit";
import { bodyOf, forward, type Moto, type MotoRequest } from "./moto-request";

interface SubmittedJob {
  readonly id: string;
  readonly name: string;
  readonly queue: string;
  readonly isArray: boolean;
  readonly children: readonly BatchJob[];
}

interface JobDefinition {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly retryStrategy?: RetryStrategy;
  readonly containerProperties: {
    readonly image: string;
    readonly command?: readonly string[];
    readonly environment?: readonly { readonly name: string; readonly value: string }[];
  };
}

interface SubmitRequest {
  readonly jobName: string;
  readonly jobQueue: string;
  readonly jobDefinition: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly arrayProperties?: { readonly size: number };
}

/**
 * Jobs of AWS Batch that are really executed: each child of an array job is a process of this machine, which is started
 * again as the job definition says. Queues and job definitions are moto's; their limits of vCPUs are not kept.
 */
export class EmulatedBatch {
  /** What stands for the images of job definitions, by their names. */
  readonly images = new Map<string, BatchImage>();
  private readonly jobs = new Map<string, SubmittedJob>();

  /** The jobs that were submitted, children of array jobs by their indexes. */
  get submitted(): readonly SubmittedJob[] {
    return [...this.jobs.values()];
  }

  /** Processes that are running. */
  get pids(): number[] {
    return this.submitted.flatMap(({ children }) =>
      children.flatMap((child) => (child.state === "RUNNING" ? (child.pid ?? []) : [])),
    );
  }

  async respond(moto: Moto, request: MotoRequest): Promise<Answer | null> {
    if (request.service !== "batch") return null;
    const { path, body } = request.question;
    if (path === "/v1/submitjob")
      return this.submit(moto, request, JSON.parse(body.toString()) as SubmitRequest);
    if (path === "/v1/describejobs") return this.describe(JSON.parse(body.toString()) as { jobs: string[] });
    if (path === "/v1/terminatejob") return this.terminate(JSON.parse(body.toString()) as Terminated);
    return null;
  }

  async close(): Promise<void> {
    for (const { children } of this.submitted) {
      children.forEach((child) => child.kill());
      await Promise.all(children.map(({ ended }) => ended));
    }
  }

  private async submit(moto: Moto, request: MotoRequest, asked: SubmitRequest): Promise<Answer> {
    const { jobName, jobQueue, jobDefinition, parameters, arrayProperties } = asked;
    const ask = async <T>(operation: string, body: object): Promise<T> =>
      bodyOf<T>(await forward(moto, withBody(request, `/v1/${operation}`, body)));
    const { jobQueues } = await ask<{ jobQueues: object[] }>("describejobqueues", { jobQueues: [jobQueue] });
    if (jobQueues.length !== 1) return refused(`Job queue ${jobQueue} does not exist`);
    const { jobDefinitions } = await ask<{ jobDefinitions: JobDefinition[] }>("describejobdefinitions", {
      jobDefinitions: [jobDefinition],
    });
    const [definition] = jobDefinitions;
    if (!definition) return refused(`JobDefinition ${jobDefinition} does not exist`);
    const size = arrayProperties?.size;
    if (size !== undefined && (size < 2 || size > 10_000)) return refused("array size must be 2 to 10000");
    const container = this.containerOf(definition, parameters);
    if (typeof container === "string") return refused(container);
    const id = randomUUID();
    const children =
      size === undefined
        ? [new BatchJob(id, undefined, container)]
        : Array.from({ length: size }, (_, index) => new BatchJob(`${id}:${index}`, index, container));
    this.jobs.set(id, { id, name: jobName, queue: jobQueue, isArray: size !== undefined, children });
    return jsonAnswer(200, { jobId: id, jobName });
  }

  /** A text says why it cannot be started. */
  private containerOf(
    { containerProperties, parameters: defaults, retryStrategy = {} }: JobDefinition,
    parameters: SubmitRequest["parameters"],
  ): BatchContainer | string {
    const image = this.images.get(containerProperties.image);
    if (!image) return `CannotPullContainerError: ${containerProperties.image}`;
    const values = new Map(Object.entries({ ...defaults, ...parameters }));
    const command = (containerProperties.command ?? []).map((word) =>
      word.startsWith("Ref::") ? (values.get(word.slice("Ref::".length)) ?? word) : word,
    );
    const variables = containerProperties.environment ?? [];
    const environment = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
    return { image, command, environment, retryStrategy };
  }

  private describe({ jobs }: { readonly jobs: readonly string[] }): Answer {
    return jsonAnswer(200, { jobs: jobs.flatMap((id) => this.descriptionOf(id) ?? []) });
  }

  private descriptionOf(asked: string): object | undefined {
    const [id = "", index] = asked.split(":");
    const job = this.jobs.get(id);
    if (!job) return undefined;
    const { children, isArray, name, queue } = job;
    const of = { jobId: asked, jobName: name, jobQueue: queue };
    const child = isArray ? children[Number(index)] : children[0];
    if (child && (index !== undefined || !isArray)) {
      const { state, statusReason, attempts, exits } = child;
      return {
        ...of,
        status: state,
        statusReason,
        attempts: exits.map((exit) => ({ container: exit })),
        count: attempts,
      };
    }
    const statusSummary = Object.fromEntries(
      (["RUNNING", "SUCCEEDED", "FAILED"] as const).map((state) => [state, countOf(children, state)]),
    );
    const status =
      countOf(children, "RUNNING") > 0 ? "PENDING" : countOf(children, "FAILED") > 0 ? "FAILED" : "SUCCEEDED";
    const statusReason = status === "FAILED" ? "Array Child Job failed" : undefined;
    return { ...of, status, statusReason, arrayProperties: { size: children.length, statusSummary } };
  }

  private terminate({ jobId, reason }: Terminated): Answer {
    const [id = "", index] = jobId.split(":");
    const { children = [] } = this.jobs.get(id) ?? {};
    const chosen =
      index === undefined ? children : children.filter((_, position) => position === Number(index));
    chosen.forEach((child) => child.terminate(reason));
    return jsonAnswer(200, {});
  }
}

interface Terminated {
  readonly jobId: string;
  readonly reason: string;
}

function countOf(children: readonly BatchJob[], state: ChildState): number {
  return children.filter((child) => child.state === state).length;
}

function withBody(request: MotoRequest, path: string, body: object): MotoRequest {
  return { ...request, question: { ...request.question, path, body: Buffer.from(JSON.stringify(body)) } };
}

function refused(message: string): Answer {
  const answer = jsonAnswer(400, { message });
  return { ...answer, headers: { ...answer.headers, "x-amzn-errortype": "ClientException" } };
}
