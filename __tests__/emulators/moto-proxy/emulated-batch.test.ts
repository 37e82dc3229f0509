import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningEmulator } from "../emulator";
import { findMoto } from "../moto";
import { describeWith } from "../real-part";
import { type MotoProxy, startMotoProxy } from "./moto-proxy";

type Json = Record<string, unknown>;

/** Leaves a file named after what it was started with. The second child of an array is killed once, the third stopped. */
const program = `
const { AWS_BATCH_JOB_ARRAY_INDEX: index = "none", AWS_BATCH_JOB_ATTEMPT: attempt, STAGE } = process.env;
require("fs").writeFileSync([...process.argv.slice(1), STAGE, index, attempt].join("-"), "");
if (process.argv[1] === "wait") process.on("SIGTERM", () => process.exit(75)) && setInterval(() => {}, 1000);
else if (index === "1" && attempt === "1") process.kill(process.pid, "SIGKILL");
else process.exit(index === "2" ? 2 : 0);
`;

describeWith("the emulated AWS Batch", findMoto, (emulator) => {
  let moto: RunningEmulator;
  let proxy: MotoProxy;
  const folder = mkdtempSync(join(tmpdir(), "batch-"));

  beforeAll(async () => {
    moto = await emulator.start();
    proxy = await startMotoProxy(moto.endpoint);
    proxy.batch.images.set("image:1", {
      ...{ entryPoint: [process.execPath, "-e", program], folder, environment: {} },
    });
    const computeResources = {
      ...{ type: "FARGATE", maxvCpus: 4 },
      subnets: [await found("DescribeSubnets", /<subnetId>(.*?)</)],
      securityGroupIds: [await found("DescribeSecurityGroups", /<groupId>(.*?)</)],
    };
    await batch("createcomputeenvironment", {
      ...{ computeEnvironmentName: "workers", type: "MANAGED", state: "ENABLED", computeResources },
    });
    await batch("createjobqueue", {
      ...{ jobQueueName: "queue", state: "ENABLED", priority: 1 },
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: "workers" }],
    });
    for (const image of ["image:1", "image:2"])
      await batch("registerjobdefinition", {
        ...{
          jobDefinitionName: image.replace(":", "-"),
          type: "container",
          platformCapabilities: ["FARGATE"],
        },
        containerProperties: {
          ...{ image, command: ["Ref::word"], environment: [{ name: "STAGE", value: "prod" }] },
          executionRoleArn: "arn:aws:iam::123456789012:role/execution",
          resourceRequirements: [
            { type: "VCPU", value: "1" },
            { type: "MEMORY", value: "2048" },
          ],
        },
        retryStrategy: { attempts: 3, evaluateOnExit: [{ onExitCode: "2", action: "EXIT" }] },
      });
  });

  afterAll(async () => {
    await proxy.close();
    await moto.stop();
    rmSync(folder, { recursive: true });
  });

  const signed = (service: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, Signature=0`,
  });

  async function found(Action: string, pattern: RegExp): Promise<string> {
    const body = new URLSearchParams({ Action, Version: "2016-11-15" });
    const response = await fetch(proxy.endpoint, { method: "POST", headers: signed("ec2"), body });
    return pattern.exec(await response.text())?.[1] ?? "";
  }

  async function batch(operation: string, body: object): Promise<Json> {
    const headers = { ...signed("batch"), "content-type": "application/json" };
    const settings = { method: "POST", headers, body: JSON.stringify(body) };
    return (await (await fetch(`${proxy.endpoint}/v1/${operation}`, settings)).json()) as Json;
  }

  async function submitted(more: object, definition = "image-1"): Promise<string> {
    const job = { jobName: "test", jobQueue: "queue", jobDefinition: definition };
    return String((await batch("submitjob", { ...job, ...more }))["jobId"]);
  }

  async function described(jobId: string): Promise<Json> {
    const { jobs } = (await batch("describejobs", { jobs: [jobId] })) as { jobs: Json[] };
    return jobs[0] ?? {};
  }

  const started = (prefix: string) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(`${prefix}-`))
      .toSorted();

  async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
    while (!(await isTrue())) await sleep(50);
  }

  it("executes each child of an array, and those again that are killed", async () => {
    const id = await submitted({ arrayProperties: { size: 3 }, parameters: { word: "go" } });
    await until(async () => (await described(id))["status"] !== "PENDING");
    expect(started("go")).toEqual(["go-prod-0-1", "go-prod-1-1", "go-prod-1-2", "go-prod-2-1"]);
    expect(await described(id)).toMatchObject({
      ...{ status: "FAILED", statusReason: "Array Child Job failed" },
      arrayProperties: { size: 3, statusSummary: { SUCCEEDED: 2, FAILED: 1 } },
    });
    expect(await described(`${id}:1`)).toMatchObject({
      ...{
        status: "SUCCEEDED",
        attempts: [{ container: { exitCode: 137 } }, { container: { exitCode: 0 } }],
      },
    });
  });

  it("executes a job without children", async () => {
    const id = await submitted({ parameters: { word: "alone" } });
    await until(async () => (await described(id))["status"] === "SUCCEEDED");
    expect(started("alone")).toEqual(["alone-prod-none-1"]);
  });

  it("sends SIGTERM to a job that is terminated, and does not start it again", async () => {
    const id = await submitted({ parameters: { word: "wait" } });
    await until(() => started("wait").length === 1);
    // The handler of the signal is set right after the file is written.
    await sleep(200);
    await batch("terminatejob", { jobId: id, reason: "no longer needed" });
    await until(async () => (await described(id))["status"] === "FAILED");
    expect(await described(id)).toMatchObject({
      ...{ statusReason: "no longer needed", attempts: [{ container: { exitCode: 75 } }] },
    });
    expect(started("wait")).toHaveLength(1);
  });

  it.each([
    ["an unknown queue", { jobQueue: "other" }, "Job queue other does not exist"],
    ["an unknown definition", { jobDefinition: "other" }, "JobDefinition other does not exist"],
    ["an image that there is not", { jobDefinition: "image-2" }, "CannotPullContainerError: image:2"],
    ["one child", { arrayProperties: { size: 1 } }, "array size must be 2 to 10000"],
  ])("refuses %s", async (_, more, message) => {
    const job = { jobName: "test", jobQueue: "queue", jobDefinition: "image-1" };
    expect(await batch("submitjob", { ...job, ...more })).toEqual({ message });
  });
});
