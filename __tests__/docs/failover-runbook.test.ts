import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type AwsCommands, startAwsCommands } from "../emulators/aws-commands";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { describeWith } from "../emulators/real-part";
import { type ReplicatingProxy, startReplicatingProxy } from "../emulators/replicating-proxy";
import { Workspace } from "../migrations/cli/workspace";
import { blocks, readPage } from "./doc-page";

vi.setConfig({ testTimeout: 180_000 });

const [east, west] = ["us-east-1", "us-west-2"] as const;
const name = "forum-prod-posts";

describeWith("the failover runbook", findMoto, (moto) => {
  let running: RunningEmulator;
  let aws: ReplicatingProxy;
  let project: Workspace;
  let commands: AwsCommands;
  let healthCheck: string;

  const stack = (region: string, role: string) => ({
    dynamodb_tables: {
      ...{ formatVersion: 1, service: "forum", environment: "prod", region, role },
      tables: {
        posts: {
          ...{ name, indexes: [], billing: { mode: "on-demand" } },
          partitionKey: { name: "postId", type: "S" },
          sortKey: { name: "threadId", type: "S" },
          replicaRegions: role === "primary" ? [west] : [],
        },
      },
    },
  });

  async function makeTable(region: string): Promise<void> {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    const client = new DynamoDBClient({ endpoint: running.endpoint, region, credentials });
    const AttributeDefinitions = ["postId", "threadId"].map((AttributeName) => ({
      ...{ AttributeName, AttributeType: "S" as const },
    }));
    await client.send(
      new CreateTableCommand({
        ...{ TableName: name, BillingMode: "PAY_PER_REQUEST", AttributeDefinitions },
        KeySchema: [
          { AttributeName: "postId", KeyType: "HASH" },
          { AttributeName: "threadId", KeyType: "RANGE" },
        ],
      }),
    );
    const Item = { postId: { S: "p1" }, threadId: { S: "t1" } };
    await client.send(new PutItemCommand({ TableName: name, Item }));
    client.destroy();
  }

  const inAws = (line: string) => commands.run(wordsOf(line));

  beforeAll(async () => {
    running = await moto.start();
    commands = startAwsCommands(running.endpoint);
    aws = await startReplicatingProxy(running.endpoint, [east, west], 20);
    project = await Workspace.make(aws.endpoint);
    const outputs = {
      "forum-prod-us-east-1": stack(east, "primary"),
      "forum-prod-us-west-2": stack(west, "replica"),
    };
    await project.file("outputs.json", JSON.stringify(outputs));
    await Promise.all([east, west].map(makeTable));
    const config = '{"Type":"HTTPS","FullyQualifiedDomainName":"east.example.com"}';
    const { HealthCheck } = await inAws(
      `route53 create-health-check --caller-reference r1 --health-check-config ${config}`,
    );
    healthCheck = (HealthCheck as { Id: string }).Id;
    const inWest = `--region ${west} --cluster forum`;
    await inAws(`ecs create-cluster --region ${west} --cluster-name forum`);
    await inAws(
      `ecs register-task-definition --region ${west} --family posts --container-definitions [{"name":"posts","image":"posts","memory":128}]`,
    );
    await inAws(
      `ecs create-service ${inWest} --service-name posts-service --task-definition posts --desired-count 2`,
    );
  });
  afterAll(async () => {
    await project.remove();
    await aws.close();
    await commands.close();
    await running.stop();
  });

  /** Runs a line as a shell would: with the variable, and with the output in the file that it names. */
  async function run(line: string): Promise<void> {
    const [command = "", file] = line.replace('"$HEALTH_CHECK_ID"', healthCheck).split(" > ");
    if (command.startsWith("aws ")) return void (await inAws(command.slice("aws ".length)));
    const { code, error, out } = await project.command(command.replace("npx dynamodb-migrate ", ""), {
      env: { AWS_ENDPOINT_URL_DYNAMODB: aws.endpoint },
    });
    expect(code, [line, ...error].join("\n")).toBe(0);
    if (file !== undefined) await writeFile(join(project.folder, file), out);
  }

  const isInverted = async () => {
    const { HealthCheck } = await inAws(`route53 get-health-check --health-check-id ${healthCheck}`);
    return (HealthCheck as { HealthCheckConfig: { Inverted: boolean } }).HealthCheckConfig.Inverted;
  };
  const desired = async () => {
    const line = `ecs describe-services --region ${west} --cluster forum --services ["posts-service"]`;
    return ((await inAws(line))["services"] as { desiredCount: number }[])[0]?.desiredCount;
  };

  it("has commands that work, in their order", async () => {
    const page = readPage("docs/disaster-recovery.md");
    const text = page.text.slice(page.text.indexOf("## Failover runbook"));
    // In a list, blocks are indented.
    const lines = blocks({ ...page, text: text.replaceAll(/^ {3}/gm, "") }, "sh").flatMap(({ code }) =>
      code.trim().split("\n"),
    );
    expect(lines).toHaveLength(8);
    const back = lines.findIndex((line) => line.includes("--replica us-east-1"));
    for (const line of lines.slice(0, back)) await run(line);
    expect(await isInverted()).toBe(true);
    expect(await desired()).toBe(4);
    const environment = JSON.parse(await project.read("environment.json")) as unknown;
    expect(environment).toEqual(
      expect.arrayContaining([
        { name: "POSTS_TABLE", value: name },
        { name: "AWS_REGION", value: west },
      ]),
    );
    for (const line of lines.slice(back)) await run(line);
    expect(await isInverted()).toBe(false);
    expect(await desired()).toBe(2);
  });
});

/** The words of a line without quotes. */
function wordsOf(line: string): string[] {
  return line.trim().split(/\s+/);
}
