import { describe, expect, it } from "vitest";
import { preflight } from "../../../migrations/definition/preflight";
import type { Target } from "../../../migrations/items/target-table";
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
      ttlAttribute: "expires",
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
      "the attribute that cutover needs",
      ["to: posts", "item: { pk: x, sk: 5, _e: 1 }"],
      [
        "migration.yaml:7:31 entities.post.item._e: is reserved: cutover stores the epoch of the authority in it; choose another name",
      ],
    ],
    [
      "a table that is not in the outputs",
      ["to: post"],
      [
        'migration.yaml:6:9 entities.post.to: outputs.json has no table "post"; did you mean "posts"? It has: posts',
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

/** The lines for a file with these entities, each of which goes to posts, and with what follows them. */
async function problemsOfEntities(entities: Record<string, string>, after = ""): Promise<string[]> {
  const lines = Object.entries(entities).map(
    ([name, rest]) => `  ${name}: { from: { file: f.json }, to: posts, ${rest} }\n`,
  );
  const definition = await load(`name: forum\nsource: { json: . }\nentities:\n${lines.join("")}${after}`);
  try {
    preflight(definition, target, "outputs.json");
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
}

describe("preflight of the time to live", () => {
  it.each([
    ["an expression", "'${row.a}'"],
    ["seconds", "1763640000"],
    ["none", "null"],
  ])("passes %s", async (_what, expires) => {
    expect(await problemsOf("to: posts", `item: { pk: x, sk: 5, expires: ${expires} }`)).toEqual([]);
  });

  it.each([
    [
      "text",
      "'${row.a}Z'",
      "must be a number of seconds (N), but gives a string (S); an expression alone keeps its type: ${epoch(row.created_at)}",
    ],
    ["milliseconds", "1763640000000", "must be in seconds, but 1763640000000 is in milliseconds"],
  ])("refuses %s", async (_what, expires, message) => {
    expect(await problemsOf("to: posts", `item: { pk: x, sk: 5, expires: ${expires} }`)).toEqual([
      `migration.yaml:7:36 entities.post.item.expires: is what items of Posts expire by and ${message}`,
    ]);
  });
});

describe("preflight of keys", () => {
  it.each<[string, Record<string, string>]>([
    [
      "texts that begin otherwise",
      { a: "item: { pk: 'A#${row.a}', sk: 1 }", b: "item: { pk: 'B#${row.a}', sk: 1 }" },
    ],
    [
      "texts that end otherwise",
      { a: "item: { pk: '${row.a}#A', sk: 1 }", b: "item: { pk: '${row.a}#B', sk: 1 }" },
    ],
    ["fixed texts that differ", { a: "item: { pk: A, sk: 1 }", b: "item: { pk: B, sk: 1 }" }],
    [
      "a fixed text that the other cannot be",
      { a: "item: { pk: A, sk: 1 }", b: "item: { pk: 'A#${row.a}', sk: 1 }" },
    ],
    ["numbers that differ", { a: "item: { pk: '${row.a}', sk: 1 }", b: "item: { pk: '${row.a}', sk: 2 }" }],
    ["rows taken as they are", { a: "omitNull: true", b: "item: { pk: '${row.a}', sk: 1 }" }],
    [
      "what is said to be apart",
      { a: "item: { pk: '${row.a}', sk: 1 }", b: "sharesKeysWith: [a], item: { pk: '${row.b}', sk: 1 }" },
    ],
    [
      "items of one row that take turns",
      {
        a: "items: [{ where: '${row.x}', item: { pk: A, sk: 1 } }, { where: '${!row.x}', item: { pk: A, sk: 1 } }]",
      },
    ],
    ["elements with a key each", { a: "items: [{ forEach: '${row.l}', item: { pk: A, sk: '${index}' } }]" }],
  ])("passes %s", async (_what, entities) => {
    expect(await problemsOfEntities(entities)).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "two expressions alone",
      { a: "item: { pk: '${row.a}', sk: 1 }", b: "item: { pk: '${row.b}', sk: '${row.c}' }" },
      "migration.yaml:5:49 entities.b.item: can produce the same pk and sk as the entity a; give them different texts there, or say that their rows never meet with sharesKeysWith: [a]",
    ],
    [
      "a text that may begin as the other",
      { a: "item: { pk: 'A${row.a}', sk: 1 }", b: "item: { pk: 'A#${row.b}', sk: 1 }" },
      "migration.yaml:5:49 entities.b.item: can produce the same pk and sk as the entity a; give them different texts there, or say that their rows never meet with sharesKeysWith: [a]",
    ],
    [
      "two items of one row",
      { a: "items: [{ item: { pk: '${row.a}', sk: 1 } }, { item: { pk: '${row.a}', sk: 1 } }]" },
      "migration.yaml:4:96 entities.a.items[1].item: can produce the same pk and sk as items[0], before it; give them different texts there",
    ],
    [
      "all elements of a list",
      { a: "items: [{ forEach: '${row.l}', item: { pk: '${row.each}', sk: 1 } }]" },
      "migration.yaml:4:80 entities.a.items[0].item: gives every element of forEach the same key; use each or index in pk or sk",
    ],
  ])("refuses one key for %s", async (_what, entities, message) => {
    expect(await problemsOfEntities(entities)).toEqual([message]);
  });

  it("holds each of several items against the table", async () => {
    expect(await problemsOfEntities({ a: "items: [{ item: { pk: A } }]" })).toEqual([
      "migration.yaml:4:59 entities.a.items[0].item: must produce sk, the sort key of Posts",
    ]);
  });
});

describe("preflight of large items", () => {
  it("passes attributes that are produced", async () => {
    const oversize = "oversize: { compress: [body], offload: { bucket: b, attributes: [body] } }\n";
    expect(await problemsOfEntities({ a: "item: { pk: A, sk: 1, body: x }" }, oversize)).toEqual([]);
  });

  it("refuses keys, the time to live, and what no entity produces", async () => {
    const oversize =
      "oversize: { compress: [pk, user], offload: { bucket: b, attributes: [expires, bdy] } }\n";
    expect(await problemsOfEntities({ a: "item: { pk: A, sk: 1, body: x }" }, oversize)).toEqual([
      "migration.yaml:5:24 oversize.compress[0]: is the partition key of Posts, which must stay as it is",
      "migration.yaml:5:28 oversize.compress[1]: is the partition key of ByUser, which must stay as it is",
      "migration.yaml:5:70 oversize.offload.attributes[0]: is what items of Posts expire by, and must stay as it is",
      'migration.yaml:5:79 oversize.offload.attributes[1]: is an attribute that no entity produces; did you mean "body"?',
    ]);
  });

  it("takes any attribute of rows that are taken as they are", async () => {
    expect(await problemsOfEntities({ a: "omitNull: true" }, "oversize: { compress: [bdy] }\n")).toEqual([]);
  });
});
