import { afterAll, beforeAll, expect, it } from "vitest";
import type { EntityControl } from "../../cutover/control/control";
import { DynamoDbControl } from "../../cutover/control/dynamodb-control";
import { DynamoDbLedger } from "../../cutover/ledger/dynamodb-ledger";
import { localClient } from "../../migrations/local/local-client";
import { describeWithAws, EmulatedAws } from "./emulated-aws";
import { ExampleProject } from "./example-project";
import {
  hasNothingToChange,
  isDestroyedOnceUnprotected,
  isMadeFromNothing,
  isNotDestroyedWhileProtected,
} from "./stack-life";

const stack = "algoitny-prod-us-east-1";
const at = "2026-11-26T09:00:00.000Z";
const users: EntityControl = {
  ...{ entity: "users", revision: 1, mode: "follow", phase: "old", epoch: 0, percent: 0 },
  ...{ allow: [], deny: [], salt: "a", compareSample: 0.1 },
  gates: { maxErrorRate: 0.001, maxLatencyP99: 100, maxDifferences: 0, maxLedgerAge: 60 },
};

describeWithAws("algoitny, applied by the real provider", (parts) => {
  let aws: EmulatedAws<ExampleProject>;

  beforeAll(async () => {
    aws = await EmulatedAws.start(parts, (environment) => new ExampleProject("algoitny", environment));
    aws.project.set(["cutover"], { taskRoles: ["backend"] });
    await aws.synth();
    await aws.init(stack);
  });

  afterAll(() => aws.close());

  isMadeFromNothing(() => aws, stack);
  hasNothingToChange(() => aws, stack);

  it("describes the tables of its cutover in an output", async () => {
    const { text } = await aws.run(stack, "output", "-json", "dynamodb_cutover");
    const named = (name: string) => ({ name, arn: `arn:aws:dynamodb:us-east-1:123456789012:table/${name}` });
    expect(JSON.parse(text)).toEqual({
      ...{ formatVersion: 1, region: "us-east-1" },
      ...{ control: named("algoitny-prod-cutover-control"), ledger: named("algoitny-prod-cutover-ledger") },
    });
  });

  it("has tables in which the cutover library keeps its control and ledger", async () => {
    const client = localClient(aws.endpoint, "us-east-1");
    const control = new DynamoDbControl({ table: "algoitny-prod-cutover-control", client });
    const ledger = new DynamoDbLedger({ table: "algoitny-prod-cutover-ledger", client });
    await control.change(users, { at, by: "ops", change: "registered" });
    await ledger.add({ entity: "users", key: "1", writer: "a.1", revision: 1, epoch: 0, at });
    expect([...(await control.read()).keys()]).toEqual(["users"]);
    const entries = [];
    for await (const { key } of ledger.entries("users")) entries.push(key);
    expect(entries).toEqual(["1"]);
  });

  it("has alarms on the metrics of its cutover", async () => {
    const scope = "Credential=test/20261126/us-east-1/monitoring/aws4_request";
    const headers = { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` };
    const body = new URLSearchParams({ Action: "DescribeAlarms", Version: "2010-08-01" });
    const response = await (await fetch(aws.endpoint, { method: "POST", headers, body })).text();
    const names = [...response.matchAll(/<AlarmName>(.*?)<\/AlarmName>/g)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(
      ["foreign-writer", "ledger-age", "red-gate", "stale-process"].map(
        (one) => `algoitny-prod-cutover-${one}`,
      ),
    );
    expect(response).toContain("<Namespace>cdktf-dynamodb/cutover</Namespace>");
  });

  it("is imported by its table's name, with no change to it", async () => {
    expect(await aws.run(stack, "state", "rm", "aws_dynamodb_table.main")).toMatchObject({ code: 0 });
    aws.project.set(["tables", "main", "adopt"], true);
    const applied = await aws.reapply(stack);
    expect(applied).toContain("Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.");
    expect(applied).toContain("1 imported, 0 added, 0 changed, 0 destroyed");
  });

  it("is moved from the address that its table had, with no change to it", async () => {
    aws.project.set(["tables", "main", "movedFrom"], "aws_dynamodb_table.main");
    aws.project.rename(["tables", "main"], "everything");
    aws.project.rename(["taskRoles", "backend", "main"], "everything");
    aws.project.rename(["taskRoles", "rate-limiter", "main"], "everything");
    await aws.synth();
    const plan = await aws.plan(stack);
    expect(plan).toContain("aws_dynamodb_table.main has moved to aws_dynamodb_table.everything");
    expect(plan).toContain("Plan: 0 to add, 0 to change, 0 to destroy.");
  });

  isNotDestroyedWhileProtected(() => aws, stack);

  it("gets a stream, a resource-based policy and a Kinesis destination, and loses its protection, in place", async () => {
    const grant = { principals: ["arn:aws:iam::123456789012:root"], actions: "read" };
    const streamArn = "arn:aws:kinesis:us-east-1:123456789012:stream/everything";
    aws.project.set(["tables", "everything", "resourcePolicy"], [grant]);
    aws.project.set(["tables", "everything", "kinesis"], { streamArns: { "us-east-1": streamArn } });
    aws.project.set(["tables", "everything", "stream"], "new-image");
    aws.project.set(["defaults", "deletionProtection"], false);
    const applied = await aws.reapply(stack);
    expect(applied).toContain("aws_dynamodb_table.everything will be updated in-place");
    // The tables of the cutover lose their protection, too.
    expect(applied).toContain("2 added, 3 changed, 0 destroyed");
    expect(await aws.unchanged(stack)).toContain("No changes.");
  });

  isDestroyedOnceUnprotected(() => aws, stack);
});
