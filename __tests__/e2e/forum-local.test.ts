import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForumSize } from "../../examples/forum/generator/forum";
import { findDynalite } from "../emulators/dynalite";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import type { ProgramRun } from "../emulators/program";
import { describeWith } from "../emulators/real-part";
import { ForumProject } from "./forum-project";

const minutes = 60_000;

describe.sequential("the forum on an embedded DynamoDB", () => {
  describeWith("DynamoDB Local", findDynamoDbLocal, () => {
    travels("dynamodb-local", { users: 400, threads: 800, posts: 6_000 }, ["its stream"]);
  });

  describeWith("dynalite", findDynalite, () => {
    travels("dynalite", { users: 200, threads: 500, posts: 2_000 }, ["its stream"]);
  });
});

/** From tables.yaml to proven items, through the program as a user calls it. */
function travels(engine: string, size: ForumSize, leftOut: readonly string[]): void {
  const items = size.users + size.threads + size.posts;
  let project: ForumProject;

  beforeAll(() => {
    project = new ForumProject(process.env);
    project.addData(size);
  }, minutes);

  afterAll(async () => {
    await project.migrate("local", "down");
    project.remove();
  });

  async function done(...parameters: string[]): Promise<ProgramRun> {
    const run = await project.migrate(...parameters);
    console.log(
      `${engine}: dynamodb-migrate ${parameters.join(" ")}: ${run.seconds.toFixed(1)} s\n${run.text}`,
    );
    expect(run.code, run.text).toBe(0);
    return run;
  }

  it("is synthesized and comes up with its tables", async () => {
    expect((await project.synth()).code).toBe(0);
    await done("local", "up", "--engine", engine);
    const outputs: unknown = JSON.parse(
      readFileSync(project.path(".dynamodb-migrate", "local-outputs.json"), "utf8"),
    );
    expect(outputs).toMatchObject({
      "forum-dev-us-east-1": {
        dynamodb_tables: {
          role: "primary",
          tables: { posts: { name: "forum-dev-posts", ttlAttribute: null } },
        },
      },
    });
  });

  it("says what the engine lacks", async () => {
    const { text } = await done("local", "up", "--json");
    const { tables } = JSON.parse(text.slice(text.indexOf("{"))) as { tables: object[] };
    expect(tables).toContainEqual({ name: "forum-dev-posts", outcome: "present", without: leftOut });
  });

  it(
    "takes in every item",
    async () => {
      const { text } = await done("run", "--local");
      expect(text).toContain(items.toLocaleString("en-US"));
    },
    5 * minutes,
  );

  it(
    "holds exactly what was to be moved",
    async () => {
      const { text } = await done("verify", "--local");
      expect(text).toContain(`${items.toLocaleString("en-US")} items match, none missing`);
    },
    5 * minutes,
  );

  it("is gone after `local down`", async () => {
    expect((await done("local", "down")).text).toContain("has ended");
    expect((await project.migrate("verify", "--local")).code).toBe(2);
  });
}
