import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeTableCommand, DescribeTimeToLiveCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nextCommandText } from "../../../migrations/cli/output/next-command";
import {
  type EngineName,
  type LocalSettings,
  startLocal,
  stopLocal,
  type StopLocalSettings,
} from "../../../migrations/local";
import { localClient } from "../../../migrations/local/local-client";
import { standingOf } from "../../../migrations/local/owned-process";
import { findDynalite } from "../../emulators/dynalite";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { describeWith } from "../../emulators/real-part";
import { posts, projectWith, replicaOfUsers, stackWith, users } from "./synth-folder";

const runFolder = ".dynamodb-migrate";

let cwd: string;

beforeEach(() => {
  cwd = projectWith({
    "forum-dev-us-east-1": stackWith({ posts, users }),
    "forum-dev-us-west-2": replicaOfUsers,
  });
});

afterEach(async () => {
  await down();
  rmSync(cwd, { recursive: true });
});

const up = (engine: EngineName, settings: Partial<LocalSettings> = {}) => {
  const options = { runFolder, ...settings };
  const command: LocalSettings["command"] = (name) => nextCommandText(`local ${name}`, [], options);
  return startLocal({ cwd, command, environment: process.env, engine, ...options });
};

const down = (settings: Partial<StopLocalSettings> = {}) => stopLocal({ cwd, runFolder, ...settings });

const outputsOf = (file: string) => JSON.parse(readFileSync(file, "utf8")) as unknown;

const outcomes = (tables: readonly { name: string; outcome: string }[]) =>
  tables.map(({ name, outcome }) => [name, outcome]);

describeWith("startLocal with DynamoDB Local", findDynamoDbLocal, () => {
  it("leaves streams out unless they are asked for, since they slow DynamoDB Local down", async () => {
    const local = await up("dynamodb-local");
    const { Table } = await localClient(local.endpoint).send(
      new DescribeTableCommand({ TableName: "Posts" }),
    );
    expect(Table?.StreamSpecification).toBeUndefined();
    expect(local.tables.map(({ leftOut }) => leftOut)).toContainEqual(["its stream"]);
  });

  it("makes tables with their indexes, stream and time to live", async () => {
    const local = await up("dynamodb-local", { streams: true });
    const client = localClient(local.endpoint);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "Posts" }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      GlobalSecondaryIndexes: [{ IndexName: "UserIndex", Projection: { NonKeyAttributes: ["title"] } }],
      LocalSecondaryIndexes: [{ IndexName: "CreatedAtIndex" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
    });
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: "Posts" }));
    expect(ttl.TimeToLiveDescription).toEqual({ AttributeName: "expiresAt", TimeToLiveStatus: "ENABLED" });
    expect(local.tables.map(({ leftOut }) => leftOut)).toEqual([[], []]);
  });

  it("writes the outputs of the primary stack with its references resolved", async () => {
    const local = await up("dynamodb-local");
    expect(local.stacks).toEqual(["forum-dev-us-east-1"]);
    expect(outputsOf(local.outputsFile)).toEqual({
      "forum-dev-us-east-1": {
        dynamodb_tables: {
          ...{ formatVersion: 1, region: "us-east-1", role: "primary" },
          tables: {
            posts: { name: "Posts", arn: "arn:aws:dynamodb:ddblocal:000000000000:table/Posts" },
            users: {
              name: "forum-dev-users",
              arn: "arn:aws:dynamodb:ddblocal:000000000000:table/forum-dev-users",
            },
          },
        },
      },
    });
  });

  it("shows the tables to every region and access key", async () => {
    const local = await up("dynamodb-local");
    const client = localClient(local.endpoint, "eu-west-1");
    const described = await client.send(new DescribeTableCommand({ TableName: "Posts" }));
    expect(described.Table?.TableName).toBe("Posts");
  });

  it("keeps the items of a data folder", async () => {
    const first = await up("dynamodb-local", { dbPath: "data" });
    await localClient(first.endpoint).send(
      new PutItemCommand({ TableName: "forum-dev-users", Item: { userId: { S: "u1" } } }),
    );
    await down();
    const second = await up("dynamodb-local", { dbPath: "data" });
    expect(outcomes(second.tables)).toEqual([
      ["Posts", "present"],
      ["forum-dev-users", "present"],
    ]);
    const described = await localClient(second.endpoint).send(
      new DescribeTableCommand({ TableName: "forum-dev-users" }),
    );
    expect(described.Table?.ItemCount).toBe(1);
  });
});

describeWith("startLocal with dynalite", findDynalite, () => {
  it("leaves out what the engine lacks, and says so", async () => {
    const local = await up("dynalite");
    expect(local.tables.map(({ name, leftOut }) => [name, leftOut])).toEqual([
      ["Posts", ["its stream", "its time to live"]],
      ["forum-dev-users", []],
    ]);
  });

  it("says that it runs already when called twice", async () => {
    const first = await up("dynalite");
    const second = await up("dynalite");
    expect(first.alreadyRunning).toBe(false);
    expect(second).toMatchObject({ alreadyRunning: true, pid: first.pid, endpoint: first.endpoint });
    expect(outcomes(second.tables)).toEqual([
      ["Posts", "present"],
      ["forum-dev-users", "present"],
    ]);
  });

  it("makes the tables that were synthesized since", async () => {
    await up("dynalite");
    const threads = { ...users, name: "threads" };
    resynthesize(stackWith({ posts, users, threads }));
    const second = await up("dynalite");
    expect(outcomes(second.tables)).toEqual([
      ["Posts", "present"],
      ["forum-dev-users", "present"],
      ["threads", "created"],
    ]);
    expect(outputsOf(second.outputsFile)).toHaveProperty(
      ["forum-dev-us-east-1", "dynamodb_tables", "tables", "threads", "name"],
      "threads",
    );
  });

  it("writes a replica's outputs when that stack is asked for, with the primary's tables", async () => {
    const local = await up("dynalite", { stacks: ["forum-dev-us-west-2"] });
    const arn = "arn:aws:dynamodb:us-east-1:000000000000:table/forum-dev-users";
    expect(outcomes(local.tables)).toContainEqual(["forum-dev-users", "created"]);
    expect(outputsOf(local.outputsFile)).toEqual({
      "forum-dev-us-west-2": {
        dynamodb_tables: {
          ...{ formatVersion: 1, region: "us-west-2", role: "replica" },
          tables: { users: { name: "forum-dev-users", arn } },
        },
      },
    });
  });

  it("refuses to go on with a table that has other keys by now", async () => {
    await up("dynalite");
    resynthesize(stackWith({ posts: { ...posts, range_key: "userId" } }));
    await expect(up("dynalite")).rejects.toMatchObject({
      code: "table-differs",
      message:
        "local: the table Posts is there already with other keys: expected postId:S, userId:S, found " +
        "postId:S, threadId:S: run `dynamodb-migrate local down` (and remove the data folder, if one was " +
        "given), then `dynamodb-migrate local up` again",
    });
  });

  it("names its run folder in the commands that are the way out", async () => {
    const where = { runFolder: "my runs" };
    await up("dynalite", where);
    await expect(up("dynalite", { ...where, dbPath: "data" })).rejects.toThrow(
      "run `dynamodb-migrate local down --run-folder 'my runs'` first",
    );
    resynthesize(stackWith({ posts: { ...posts, range_key: "userId" } }));
    await expect(up("dynalite", where)).rejects.toThrow(
      /run `dynamodb-migrate local down --run-folder 'my runs'` .* `dynamodb-migrate local up --run-folder 'my runs'` again$/,
    );
    await down(where);
  });

  it("refuses to take a running engine for another one", async () => {
    const { port } = await up("dynalite");
    await expect(up("dynalite", { dbPath: "data" })).rejects.toMatchObject({
      code: "engine-differs",
      message:
        `local: dynalite on port ${port} with its data in memory runs already, and dynalite on port ${port} ` +
        `with its data in ${join(cwd, "data")} was asked for: run \`dynamodb-migrate local down\` first`,
    });
  });

  it("starts anew, on the same port, when the state is a dead process's", async () => {
    const first = await up("dynalite");
    process.kill(first.pid, "SIGKILL");
    await expect.poll(() => standingOf(first)).toBe("gone");
    const second = await up("dynalite");
    expect(second).toMatchObject({ alreadyRunning: false, port: first.port });
    expect(second.pid).not.toBe(first.pid);
  });

  it("starts anew when the state file is cut off", async () => {
    mkdirSync(join(cwd, ".dynamodb-migrate"));
    writeFileSync(join(cwd, ".dynamodb-migrate", "local.json"), '{"pid":');
    expect(await up("dynalite")).toMatchObject({ alreadyRunning: false });
  });

  it("leaves nothing running when a table is refused", async () => {
    resynthesize(stackWith({ users: { ...users, name: "u" } }));
    await expect(up("dynalite")).rejects.toMatchObject({
      code: "table-refused",
      message: expect.stringMatching(/^local: dynalite refuses the table u: .*at least 3/) as string,
    });
    expect(await down()).toEqual({ outcome: "not-running", state: null });
  });

  it("keeps no state of an engine that cannot be started", async () => {
    await expect(up("dynalite", { timeoutMs: 1 })).rejects.toMatchObject({ code: "engine-not-started" });
    expect(await down()).toEqual({ outcome: "not-running", state: null });
  });
});

describeWith("stopLocal", findDynalite, () => {
  it("ends the engine that was started", async () => {
    const local = await up("dynalite");
    expect(await down()).toMatchObject({ outcome: "stopped", state: { pid: local.pid } });
    expect(await standingOf(local)).toBe("gone");
  });

  it("says when there is none", async () => {
    expect(await down()).toEqual({ outcome: "not-running", state: null });
  });

  it("leaves a stranger alone that has the pid by now", async () => {
    mkdirSync(join(cwd, ".dynamodb-migrate"));
    const state = { pid: process.pid, token: "not-of-this-process" };
    writeFileSync(join(cwd, ".dynamodb-migrate", "local.json"), JSON.stringify(state));
    expect(await down()).toMatchObject({ outcome: "not-running", state });
  });
});

describe("startLocal without an engine", () => {
  it("starts nothing when nothing was synthesized", async () => {
    await expect(up("dynalite", { synthFolder: "elsewhere" })).rejects.toMatchObject({
      code: "synth-not-found",
      message:
        "elsewhere/manifest.json: file not found: run `npx cdktf synth` (CDK Terrain: `npx cdktn synth`) first",
    });
  });
});

function resynthesize(stack: object): void {
  writeFileSync(join(cwd, "cdktf.out/stacks/forum-dev-us-east-1/cdk.tf.json"), JSON.stringify(stack));
}
