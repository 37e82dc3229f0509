import { createHmac, hash } from "node:crypto";
import type { Identity } from "../dynamodb/client/endpoint";
import { signingKey } from "../dynamodb/client/request-signer";
import type { RetryPolicy } from "../dynamodb/client/retry-policy";
import { responseError, serviceErrorOf } from "../dynamodb/client/service-error";
import { problemText } from "../dynamodb/client/problem-text";
import { RunnerError, UnreachableError } from "../errors";

/** Where and as whom AWS Batch is reached. */
export interface BatchAccess {
  /** `https://batch.us-east-1.amazonaws.com` */
  readonly origin: string;
  readonly region: string;
  readonly identity: () => Promise<Identity>;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
  readonly policy: RetryPolicy;
  /** Ends waits between attempts. */
  readonly signal?: AbortSignal | undefined;
}

/** A job to submit. */
export interface JobRequest {
  /** 1 to 128 letters, digits, `-` and `_`. */
  readonly name: string;
  readonly queue: string;
  readonly definition: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Children of an array job, 2 to 10,000; 1 makes a job without children. */
  readonly size: number;
}

/** The states of jobs, in their order. */
const states = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED", "FAILED"] as const;
export type JobState = (typeof states)[number];

/** What Batch says of a job. */
export interface JobDescription {
  readonly state: JobState;
  readonly reason: string | undefined;
  /** Children by their states; empty for a job without children. */
  readonly children: ReadonlyMap<JobState, number>;
}

/**
 * The operations of AWS Batch that starting workers takes.
 *
 * @see https://docs.aws.amazon.com/batch/latest/APIReference/API_SubmitJob.html
 */
export class BatchClient {
  constructor(private readonly access: BatchAccess) {}

  /** @returns the id of the job. @throws UnreachableError */
  async submit({ name, queue, definition, parameters, size }: JobRequest): Promise<string> {
    const { jobId } = await this.call("SubmitJob", "/v1/submitjob", {
      ...{ jobName: name, jobQueue: queue, jobDefinition: definition, parameters },
      ...(size > 1 && { arrayProperties: { size } }),
    });
    if (typeof jobId === "string") return jobId;
    throw unreachable("SubmitJob", "the response has no jobId");
  }

  /** `undefined` if Batch does not know the job any more. @throws UnreachableError */
  async describe(id: string): Promise<JobDescription | undefined> {
    const { jobs } = await this.call("DescribeJobs", "/v1/describejobs", { jobs: [id] });
    if (!Array.isArray(jobs)) throw unreachable("DescribeJobs", "the response has no jobs");
    const [job] = jobs as readonly JobJson[];
    if (job === undefined) return undefined;
    const state = states.find((one) => one === job.status);
    if (state === undefined)
      throw unreachable("DescribeJobs", `the job has the unknown status "${job.status}"`);
    const summary = job.arrayProperties?.statusSummary ?? {};
    const children = states.flatMap((one) => (summary[one] ? [[one, summary[one]] as const] : []));
    return { state, reason: job.statusReason, children: new Map(children) };
  }

  /** Ends a job and its children: SIGTERM, and no further attempt. One that is over is left as it is. @throws UnreachableError */
  async terminate(id: string, reason: string): Promise<void> {
    await this.call("TerminateJob", "/v1/terminatejob", { jobId: id, reason });
  }

  private async call(
    operation: string,
    path: string,
    input: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { policy, signal } = this.access;
    try {
      return await policy.run(
        () => `AWS Batch ${operation}`,
        () => this.attempt(path, JSON.stringify(input)),
        signal,
      );
    } catch (error) {
      if (error instanceof RunnerError) throw error;
      throw unreachable(operation, problemText(error, { action: `batch:${operation}` }), error);
    }
  }

  private async attempt(path: string, body: string): Promise<Readonly<Record<string, unknown>>> {
    const { origin, fetch } = this.access;
    const response = await fetch(origin + path, {
      ...{ method: "POST", body, headers: await this.headers(path, body) },
    }).catch((error: unknown) => {
      // The error of fetch says nothing; its cause does.
      throw serviceErrorOf((error as Error).cause ?? error);
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as Readonly<Record<string, unknown>>;
    throw responseError(response.status, withErrorType(text, response.headers.get("x-amzn-errortype")));
  }

  private async headers(path: string, body: string): Promise<Record<string, string>> {
    const { origin, region, identity, now } = this.access;
    const { accessKeyId, secretAccessKey, sessionToken } = await identity();
    const time = `${now().toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
    const headers: Record<string, string> = {
      "content-type": "application/json",
      host: new URL(origin).host,
      "x-amz-date": time,
      ...(sessionToken !== undefined && { "x-amz-security-token": sessionToken }),
    };
    const names = Object.keys(headers).join(";");
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const canonical = `POST\n${path}\n\n${lines.join("")}\n${names}\n${hash("sha256", body)}`;
    const day = time.slice(0, 8);
    const scope = `${day}/${region}/batch/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash("sha256", canonical)}`;
    const key = signingKey(secretAccessKey, day, region, "batch");
    const signature = createHmac("sha256", key).update(text).digest("hex");
    const credential = `Credential=${accessKeyId}/${scope}`;
    return {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }
}

interface JobJson {
  readonly status?: string;
  readonly statusReason?: string;
  readonly arrayProperties?: { readonly statusSummary?: Partial<Record<JobState, number>> };
}

/** REST protocols name the error in a header, and the others in the body. */
function withErrorType(text: string, type: string | null): Buffer {
  try {
    const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return Buffer.from(JSON.stringify({ ...(type && { __type: type.split(":")[0] }), ...body }));
  } catch {
    return Buffer.from(text);
  }
}

function unreachable(operation: string, problem: string, cause?: unknown): UnreachableError {
  return new UnreachableError("batch-unreachable", `AWS Batch ${operation}: ${problem}`, { cause });
}
