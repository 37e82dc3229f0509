import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DeleteTableCommand, DescribeTableCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { oldTables } from "../../examples/snapinfra/old-tables";
import { choosePort } from "../../migrations/local/free-port";
import { localClient } from "../../migrations/local/local-client";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import type { ProgramRun } from "../emulators/program";
import { describeWith } from "../emulators/real-part";
import { ReadmeProject } from "./readme-project";

const rows = oldTables().flatMap((table) => table.rows);
/** Users with preferences, which have settings of their own. */
const settings = rows.filter((row) => row["preferences"] !== undefined).length;

vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

describeWith("Snapinfra's README", findDynamoDbLocal, () => {
  let project: ReadmeProject;
  let endpoint: string;
  const runs = new Map<string, ProgramRun>();

  /** Types the commands of a block, one after the other, and keeps what they print. */
  async function typeAll(block: number): Promise<void> {
    for (const line of project.commands(block)) {
      const run = await project.type(line);
      expect(run.code, `${line}\n${run.text}`).toBe(0);
      runs.set(line.replace("npx dynamodb-migrate ", "").split(" ").slice(0, 2).join(" "), run);
    }
  }

  beforeAll(async () => {
    const port = await choosePort(undefined);
    endpoint = `http://127.0.0.1:${port}`;
    project = new ReadmeProject("snapinfra", port);
    await typeAll(0);
  });
  afterAll(async () => {
    await project.type("npx dynamodb-migrate local down");
    project.remove();
  });

  it("lists the four old tables", () => {
    const names = [...(runs.get("tables list")?.text ?? "").matchAll(/rhinoback-\w+/g)].map(([name]) => name);
    expect(names).toEqual([
      ...["rhinoback-deployments", "rhinoback-projects", "rhinoback-schemas", "rhinoback-users"],
    ]);
  });

  it("plans every item, and none rejected", () => {
    const text = runs.get("plan examples/snapinfra/migration.yaml")?.text ?? "";
    expect(text).toMatch(/ {2}users +60 +60 +0 +0 /);
    expect(text).toMatch(new RegExp(` {2}settings +60 +${settings} +${60 - settings} +0 `));
  });

  it("moves them, and proves that they arrived", () => {
    expect(runs.get("verify examples/snapinfra/migration.yaml")?.text).toContain(
      `Every item arrived: ${(rows.length + settings).toLocaleString("en")} items match`,
    );
  });

  it("names the tables' variables as the backend knows them", () => {
    const lines = runs.get("env --local")?.text.split("\n");
    expect(lines).toContain("DYNAMODB_CODE_GENERATIONS_TABLE=snapinfra-code-generations");
    expect(lines?.filter((line) => /^DYNAMODB_\w+_TABLE=snapinfra-/.test(line))).toHaveLength(12);
  });

  it("finds the versions of a project in their order", async () => {
    const client = localClient(endpoint);
    const { Items: projects = [] } = await client.send(
      new QueryCommand({
        TableName: "snapinfra-projects",
        IndexName: "StatusIndex",
        KeyConditionExpression: "#status = :active",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":active": { S: "active" } },
      }),
    );
    const times = projects.map((one) => one["updatedAt"]?.S ?? "");
    expect(times.every((time) => time.endsWith("Z"))).toBe(true);
    expect(times).toEqual(times.toSorted());
    const versions = projects.map(async ({ id }) => {
      const found = await client.send(
        new QueryCommand({
          TableName: "snapinfra-schemas",
          IndexName: "ProjectIdIndex",
          KeyConditionExpression: "projectId = :project",
          ExpressionAttributeValues: { ":project": id ?? { S: "" } },
        }),
      );
      return (found.Items ?? []).map((one) => Number(one["version"]?.N));
    });
    const longest = (await Promise.all(versions)).toSorted((a, b) => b.length - a.length)[0];
    expect(longest).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    client.destroy();
  });

  it("deletes no old table without being told", async () => {
    const run = await project.type("npx dynamodb-migrate tables delete rhinoback-users --local");
    expect(run.text).toContain("nothing was deleted: nobody can be asked here; confirm it with --yes");
    expect(run.code).toBe(2);
  });

  it("deletes none of the new ones, which are Terraform's", async () => {
    const run = await project.type("npx dynamodb-migrate tables delete snapinfra-users --local --yes");
    expect(run.text).toContain("table snapinfra-users is users in ");
    expect(run.code).toBe(2);
  });

  it("creates a table of the synthesized stacks that does not exist, with its indexes", async () => {
    const client = localClient(endpoint);
    const before = await client.send(new DescribeTableCommand({ TableName: "snapinfra-schemas" }));
    await client.send(new DeleteTableCommand({ TableName: "snapinfra-schemas" }));
    const { text, code } = await project.type(
      `npx dynamodb-migrate tables create --endpoint ${endpoint} --region us-east-1`,
    );
    expect([code, text.match(/^.*: (created|present)$/gm)]).toEqual([
      0,
      expect.arrayContaining(["snapinfra-schemas: created", "snapinfra-users: present"]),
    ]);
    expect(text.match(/: present$/gm)).toHaveLength(11);
    const after = await client.send(new DescribeTableCommand({ TableName: "snapinfra-schemas" }));
    const keysOf = ({ Table }: typeof after) => [
      Table?.KeySchema,
      Table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => [
        ...[IndexName, KeySchema, Projection],
      ]).toSorted(),
    ];
    expect(keysOf(after)).toEqual(keysOf(before));
    client.destroy();
  });

  it("deletes the old ones after a backup, and takes one back", async () => {
    const lines = project.commands(1);
    for (const line of lines.slice(0, -1)) {
      const run = await project.type(line);
      expect(run.code, `${line}\n${run.text}`).toBe(0);
    }
    expect(readdirSync(join(project.folder, "backups/rhinoback"))).toHaveLength(4);
    const { text } = await project.type("npx dynamodb-migrate tables list --local --prefix rhinoback-");
    expect(text).toMatch(/ {2}rhinoback-users +ACTIVE +60 /);
    expect(text).not.toContain("rhinoback-schemas");
    expect((await project.type(lines.at(-1) ?? "")).text).toContain("has ended");
  });
});
