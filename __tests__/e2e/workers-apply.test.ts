import { readdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runObjectActions, runBucketActions } from "../../constructs/workers/worker-statements";
import { s3ActionOf } from "../emulators/s3-actions";
import { runner } from "../emulators/runner";
import { seededRandom } from "../emulators/seeded-random";
import { outcomeIn } from "../migrations/cli/worker-processes";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { hasNothingToChange, isDestroyedOnceUnprotected, isMadeFromNothing } from "./stack-life";
import { defaultNetwork } from "./workers-network";
import { image, signalWorkers, stack, WorkersProject } from "./workers-project";

const location = "s3://shop-prod-workers-123456789012/runs/shop";
const slowly = ["--batch-size", "5", "--concurrency", "1"];
const arn = "arn:aws:batch:us-east-1:123456789012:";

describeWithAws("migration workers, applied by the real provider", (parts) => {
  let aws: EmulatedAws<WorkersProject>;
  let expected: Awaited<ReturnType<typeof facts>>;
  const actions = { operator: new Set<string>(), worker: new Set<string>() };

  beforeAll(async () => {
    aws = await EmulatedAws.start(
      parts,
      (environment, endpoint) => new WorkersProject(environment, endpoint),
    );
    const { vpcId, subnetId, routeTableId } = await defaultNetwork(aws.endpoint, "us-east-1");
    aws.project.set(["migrationWorkers"], {
      ...{ image, maxWorkers: 3, vpcId, subnetIds: [subnetId], endpoints: { routeTableIds: [routeTableId] } },
      environment: aws.project.variables("worker"),
      secrets: { SHOP_URL: "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf" },
    });
    aws.proxy.listeners.add((request) => {
      const { action, accessKeyId } = s3ActionOf(request) ?? {};
      if (action !== undefined && (accessKeyId === "operator" || accessKeyId === "worker"))
        actions[accessKeyId].add(action);
    });
    aws.proxy.batch.images.set(image, {
      ...{ entryPoint: runner(), folder: aws.project.folder },
      environment: { PATH: process.env["PATH"] },
    });
    await aws.synth();
    await aws.init(stack);
  });

  afterAll(() => aws.close());

  /** What the latest run has left. */
  async function facts() {
    const runs = readdirSync(aws.project.path(".dynamodb-migrate")).filter((name) =>
      name.startsWith("shop-"),
    );
    const folder = aws.project.path(".dynamodb-migrate", runs.toSorted().at(-1) ?? "");
    return { ...(await outcomeIn(folder)), items: await aws.project.items() };
  }

  async function succeeded(...line: string[]) {
    const { ended } = aws.project.start(...line);
    const { code, lines } = await ended;
    expect({ code, lines: code === 0 ? [] : lines }).toEqual({ code: 0, lines: [] });
    return lines;
  }

  isMadeFromNothing(() => aws, stack);
  hasNothingToChange(() => aws, stack);

  it("describes the workers in an output", async () => {
    const { text } = await aws.run(stack, "output", "-json");
    writeFileSync(aws.project.path("outputs.json"), text);
    const { migration_workers: output } = JSON.parse(text) as Record<string, { value: unknown }>;
    expect(output?.value).toEqual({
      ...{ formatVersion: 1, region: "us-east-1", maxWorkers: 3 },
      queueArn: `${arn}job-queue/shop-prod-workers`,
      jobDefinitionArn: `${arn}job-definition/shop-prod-workers:1`,
      location: "s3://shop-prod-workers-123456789012/runs",
      logGroup: "/dynamodb-migrate/shop-prod-workers",
    });
  });

  it("moves the rows by one process of this machine", async () => {
    expect((await aws.project.start("run").ended).code).toBe(1);
    expected = await facts();
    // 400 rows, of which 5 have no key and 10 have the key of another one.
    expect(expected.items).toHaveLength(385);
    await succeeded("rollback", "--yes");
    expect(await aws.project.items()).toEqual([]);
  });

  it("has the same outcome by an array job whose workers are killed and interrupted", async () => {
    const signals = ["SIGTERM", "SIGKILL", "SIGKILL", "SIGKILL"] as const;
    const run = aws.project.start("run", "--no-resume", "--on", "batch", ...slowly);
    const sent = await signalWorkers(aws.proxy.batch, seededRandom(7), signals);
    const { code, lines } = await run.ended;
    expect({ code, sent }, lines.join("\n")).toEqual({ code: 1, sent: signals });
    expect(await facts()).toEqual(expected);
    const children = aws.proxy.batch.submitted[0]?.children ?? [];
    expect(children.map(({ state }) => state)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
    const exits = children.flatMap((child) => child.exits.map(({ exitCode }) => exitCode));
    expect(exits.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 75, 137, 137, 137]);
  });

  it("is verified and rolled back by its location", async () => {
    const verified = await aws.project.start("verify", location).ended;
    expect(verified.lines.join("\n")).toMatch(/\d+ items match, none missing, none extra/);
    await succeeded("rollback", location, "--yes");
    expect(await aws.project.items()).toEqual([]);
  });

  it("is left to its workers, stopped, interrupted, resumed and joined", async () => {
    const elsewhere = ["--location", `${location}-2`, "--workers", "2", ...slowly];
    await succeeded("run", "--no-resume", "--on", "batch", "--detach", ...elsewhere);
    await signalWorkers(aws.proxy.batch, seededRandom(8), ["SIGCONT"]);
    await succeeded("stop", `${location}-2`);
    const { children = [] } = aws.proxy.batch.submitted.at(-1) ?? {};
    await Promise.all(children.map(({ ended }) => ended));
    expect(children.flatMap((child) => child.exits.map(({ exitCode }) => exitCode))).toEqual([130, 130]);
    const interrupted = aws.project.start("run", "--on", "batch", ...elsewhere);
    await signalWorkers(aws.proxy.batch, seededRandom(9), ["SIGCONT"]);
    interrupted.child.kill("SIGINT");
    expect((await interrupted.ended).code).toBe(130);
    expect(aws.proxy.batch.submitted.at(-1)?.children.map(({ state }) => state)).toEqual([
      "FAILED",
      "FAILED",
    ]);
    expect((await aws.project.start("run", "--on", "batch", ...elsewhere).ended).code).toBe(1);
    expect(await facts()).toEqual(expected);
    expect(aws.proxy.batch.submitted).toHaveLength(4);
    await succeeded("rollback", `${location}-2`, "--yes");
    // Terraform deletes an empty bucket only.
    await aws.project.emptyBucket("shop-prod-workers-123456789012");
  });

  it("has used the actions in S3 that its roles allow", () => {
    const allowed: readonly string[] = [...runObjectActions, ...runBucketActions].toSorted();
    // A worker deletes what it has left while it waited for a shard, and not each one waits.
    expect([...new Set([...actions.worker, "s3:DeleteObject"])].toSorted()).toEqual(allowed);
    expect([...actions.operator].toSorted()).toEqual(allowed);
  });

  it("changes the job definition and the execution role alone for another image", async () => {
    aws.project.set(["migrationWorkers", "image"], "ghcr.io/acme/shop-migration:2");
    const text = await aws.reapply(stack);
    const changed = [...text.matchAll(/^(\S+): (?:Modifying|Creating|Destroying)\.\.\./gm)].map(
      ([, one]) => one,
    );
    expect(changed.map((one) => one?.replace(/_[0-9A-F]{8}$/, "")).toSorted()).toEqual([
      "aws_batch_job_definition.migrationWorkers_JobDefinition",
      "aws_iam_role_policy.migrationWorkers_Execution",
    ]);
  });

  isDestroyedOnceUnprotected(() => aws, stack);
});
