import { describe, expect, it } from "vitest";
import { preflight } from "../../../migrations/definition/preflight";
import type { Target } from "../../../migrations/targets/target-table";
import { load } from "./problems";

const target: Target = {
  ...{ formatVersion: 1, service: "forum", environment: "dev", region: "us-east-1", role: "primary" },
  tables: {
    posts: {
      name: "Posts",
      partitionKey: { name: "pk", type: "S" },
      sortKey: { name: "sk", type: "N" },
      indexes: [
        {
          name: "ByUser",
          kind: "global",
          partitionKey: { name: "user", type: "S" },
          projection: "ALL",
        },
      ],
      billing: { mode: "on-demand" },
      replicaRegions: [],
    },
  },
};

/** The lines that a person is shown for an entity `post` with these lines. */
async function problemsOf(...lines: string[]): Promise<string[]> {
  const head = "name: forum\nsource: { json: . }\nentities:\n  post:\n    from: { file: posts.json }\n";
  const definition = await load(head + lines.map((line) => `    ${line}\n`).join(""));
  try {
    preflight(definition, target, "outputs.json");
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

describe("preflight", () => {
  it.each([
    ["a row that is taken as it is", "omitNull: true"],
    ["keys from expressions", "item: { pk: '${row.a}', sk: '${row.b}', user: '${row.c}' }"],
    ["keys of the right type", "item: { pk: 'P#${row.a}', sk: 5, user: x }"],
    ["an item without index keys", "item: { pk: x, sk: 5 }"],
  ])("passes %s", async (_what, line) => {
    expect(await problemsOf("to: posts", line)).toEqual([]);
  });

  it.each<[string, string[], string[]]>([
    [
      "a table that is not in the outputs",
      ["to: post"],
      [
        'migration.yaml:6:9 entities.post.to: outputs.json has no table "post"; did you mean "posts"?; it has: posts',
      ],
    ],
    [
      "a table named like what every object has",
      ["to: constructor"],
      ['migration.yaml:6:9 entities.post.to: outputs.json has no table "constructor"; it has: posts'],
    ],
    [
      "an item without the table's keys",
      ["to: posts", "item: { user: x }"],
      [
        "migration.yaml:7:11 entities.post.item: must produce pk, the partition key of Posts",
        "migration.yaml:7:11 entities.post.item: must produce sk, the sort key of Posts",
      ],
    ],
    [
      "keys that are bound to have another type",
      ["to: posts", "item: { pk: 5, sk: 'S#${row.b}', user: [x] }"],
      [
        "migration.yaml:7:17 entities.post.item.pk: is the partition key of Posts and must be a string (S), but gives a number (N)",
        "migration.yaml:7:24 entities.post.item.sk: is the sort key of Posts and must be a number (N), but gives a string (S)",
        "migration.yaml:7:44 entities.post.item.user: is the partition key of ByUser and must be a string (S), but gives a value of type L",
      ],
    ],
    [
      "keys that are never strings",
      ["to: posts", "item: { pk: null, sk: true, user: { a: b } }"],
      [
        "migration.yaml:7:17 entities.post.item.pk: is the partition key of Posts and must be a string (S), but gives a value of type NULL",
        "migration.yaml:7:27 entities.post.item.sk: is the sort key of Posts and must be a number (N), but gives a value of type BOOL",
        "migration.yaml:7:39 entities.post.item.user: is the partition key of ByUser and must be a string (S), but gives a value of type M",
      ],
    ],
  ])("refuses %s", async (_what, lines, problems) => {
    expect(await problemsOf(...lines)).toEqual(problems);
  });
});
