import { describe, expect, it } from "vitest";
import { BatchClient } from "../../../migrations/batch/batch-client";
import { RetryPolicy } from "../../../migrations/dynamodb/client/retry-policy";

interface Sent {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** A client whose service responds with these, one after the other. */
function clientOf(...responses: readonly (Response | Error)[]) {
  const sent: Sent[] = [];
  const left = [...responses];
  const client = new BatchClient({
    ...{ origin: "https://batch.us-east-1.amazonaws.com", region: "us-east-1" },
    identity: () =>
      Promise.resolve({ accessKeyId: "AKID", secretAccessKey: "secret", sessionToken: "token" }),
    now: () => new Date("2026-11-26T21:00:00Z"),
    policy: new RetryPolicy({ now: () => 0, random: () => 0.5, sleep: () => Promise.resolve() }),
    fetch: (url, options) => {
      const { headers, body } = options as { headers: Record<string, string>; body: string };
      sent.push({ url: url as string, headers, body: JSON.parse(body) as unknown });
      const next = left.shift();
      return next instanceof Response
        ? Promise.resolve(next)
        : Promise.reject(next ?? new Error("no response"));
    },
  });
  return { client, sent };
}

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(value), { status, headers });
const job = {
  ...{ name: "shop", queue: "queue-arn", definition: "definition-arn:1" },
  parameters: { location: "s3://runs/shop" },
};

describe("a job", () => {
  it("of several workers is submitted as an array", async () => {
    const { client, sent } = clientOf(json({ jobId: "j1" }));
    expect(await client.submit({ ...job, size: 3 })).toBe("j1");
    expect(sent).toMatchObject([
      {
        url: "https://batch.us-east-1.amazonaws.com/v1/submitjob",
        body: {
          ...{ jobName: "shop", jobQueue: "queue-arn", jobDefinition: "definition-arn:1" },
          ...{ parameters: { location: "s3://runs/shop" }, arrayProperties: { size: 3 } },
        },
      },
    ]);
  });

  it("of one worker is submitted without an array, whose size is at least 2", async () => {
    const { client, sent } = clientOf(json({ jobId: "j1" }));
    await client.submit({ ...job, size: 1 });
    expect(sent[0]?.body).not.toHaveProperty("arrayProperties");
  });

  it("is signed for Batch with the session", async () => {
    const { client, sent } = clientOf(json({ jobId: "j1" }));
    await client.submit({ ...job, size: 1 });
    expect(sent[0]?.headers).toMatchObject({
      "x-amz-security-token": "token",
      // As botocore 1.43.11 signs the same request.
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKID/20261126/us-east-1/batch/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=1545ce4a00d6a5c23cf28f0a1c549e596561118080b578f762a3b81b8a6a0b33",
    });
  });

  it("is described with the states of its children", async () => {
    const summary = { RUNNING: 2, SUCCEEDED: 1, FAILED: 0 };
    const { client } = clientOf(
      json({ jobs: [{ status: "PENDING", statusReason: "x", arrayProperties: { statusSummary: summary } }] }),
    );
    expect(await client.describe("j1")).toEqual({
      ...{ state: "PENDING", reason: "x" },
      children: new Map([
        ["RUNNING", 2],
        ["SUCCEEDED", 1],
      ]),
    });
  });

  it("is ended with a reason", async () => {
    const { client, sent } = clientOf(json({}));
    await client.terminate("j1", "interrupted");
    expect(sent).toMatchObject([
      {
        url: "https://batch.us-east-1.amazonaws.com/v1/terminatejob",
        body: { jobId: "j1", reason: "interrupted" },
      },
    ]);
  });

  it("that Batch has forgotten is not described", async () => {
    const { client } = clientOf(json({ jobs: [] }));
    expect(await client.describe("j1")).toBeUndefined();
  });
});

describe("a request", () => {
  it("is sent again after an error that may pass", async () => {
    const cause = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    const throttled = json({ message: "slow" }, 429, { "x-amzn-errortype": "TooManyRequestsException:" });
    const { client, sent } = clientOf(new Error("failed", { cause }), throttled, json({ jobId: "j1" }));
    expect(await client.submit({ ...job, size: 2 })).toBe("j1");
    expect(sent).toHaveLength(3);
  });

  it("that is not allowed names the action to grant", async () => {
    const { client, sent } = clientOf(
      json({ message: "no" }, 403, { "x-amzn-errortype": "AccessDeniedException" }),
    );
    await expect(client.submit({ ...job, size: 2 })).rejects.toMatchObject({
      ...{ code: "batch-unreachable", message: expect.stringContaining("batch:SubmitJob") as string },
    });
    expect(sent).toHaveLength(1);
  });

  it("with an invalid queue has the service's message", async () => {
    const { client } = clientOf(
      json({ message: "Job queue x does not exist" }, 400, { "x-amzn-errortype": "ClientException" }),
    );
    await expect(client.submit({ ...job, size: 2 })).rejects.toThrow("Job queue x does not exist");
  });

  it.each([["without a job's id", { jobName: "shop" }, "the response has no jobId"]])(
    "whose response is %s fails",
    async (_, response, message) => {
      const { client } = clientOf(json(response));
      await expect(client.submit({ ...job, size: 2 })).rejects.toThrow(message);
    },
  );

  it("whose response has an unknown status fails", async () => {
    const { client } = clientOf(json({ jobs: [{ status: "PAUSED" }] }));
    await expect(client.describe("j1")).rejects.toThrow('the job has the unknown status "PAUSED"');
  });

  it("whose response has no jobs fails", async () => {
    const { client } = clientOf(json({}));
    await expect(client.describe("j1")).rejects.toThrow("the response has no jobs");
  });
});
