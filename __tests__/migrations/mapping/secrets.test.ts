import { beforeAll, describe, expect, it } from "vitest";
import { type Compile, loadCel } from "../../../migrations/mapping/expression";
import { type EntityRules, makeTransform } from "../../../migrations/mapping/transform";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

const secret = "hunter2hunter2";
const env = { SECRET: secret, NUMBER: "271828182845904523536028747135266249775724709369995" };
const table = {
  partitionKey: { name: "id", type: "N" as const },
  indexes: [{ name: "byDay", partitionKey: { name: "day", type: "N" as const } }],
  ttlAttribute: "ttl",
};

function messageOf(rules: Partial<EntityRules>): string {
  const row = { n: 1, list: [1], map: { a: 1 } };
  const transform = makeTransform({ name: "user", omitNull: false, ...rules }, table, env, compile);
  const [outcome] = transform(row);
  if (outcome?.kind !== "rejected") throw new Error(`not rejected: ${JSON.stringify(outcome)}`);
  return outcome.rejection.message;
}

const expressions = [
  ...[
    "int(env.SECRET)",
    "double(env.SECRET)",
    "bool(env.SECRET)",
    "timestamp(env.SECRET)",
    "duration(env.SECRET)",
  ],
  ...[
    "number(env.SECRET)",
    "json(env.SECRET)",
    "epoch(env.SECRET)",
    "iso(env.SECRET)",
    "date('2025-01-01', env.SECRET)",
  ],
  ...[
    "days(env.SECRET)",
    "pad(env.SECRET, 3)",
    "pad(1234, int(env.NUMBER.substring(0, 1)))",
    "binary(env.SECRET, 'hex')",
  ],
  ...[
    "binary('ff', env.SECRET)",
    "stringSet([1, env.SECRET])",
    "numberSet([env.SECRET])",
    "binarySet([env.SECRET])",
  ],
  ...[
    "matches('a', '(' + env.SECRET)",
    "row.n.matches(env.SECRET)",
    "row.map[env.SECRET]",
    "row[env.SECRET]",
  ],
  ...[
    "env[env.SECRET]",
    "{'a': 1}[env.SECRET]",
    "row.list[env.SECRET]",
    "env.SECRET + 1",
    "env.SECRET < 1",
    "-env.SECRET",
  ],
  ...[
    "env.SECRET.map(a, a)",
    "env.SECRET ? 1 : 2",
    "[1].map(a, int(env.SECRET))",
    "cel.bind(a, env.SECRET, int(a))",
  ],
  ...[
    "env.SECRET.substring(100)",
    "join([1, env.SECRET])",
    "replace(env.SECRET, 1, 'a')",
    "lower(env)",
    "env.GONE",
  ],
];

describe("a rejection", () => {
  it.each(expressions)("shows no variable of the environment: %s", (expression) => {
    const places: Partial<EntityRules>[] = [
      { item: { id: 1, a: `\${${expression}}` } },
      { item: { id: 1, a: `x-\${${expression}}` } },
      { item: { id: 1 }, where: expression },
      { items: [{ item: { id: 1 }, forEach: expression, omitNull: false }] },
    ];
    for (const rules of places) expect(messageOf(rules)).not.toMatch(/hunter2|2718/);
  });

  it.each<[string, Partial<EntityRules>, string]>([
    [
      "a key",
      { item: { id: "${env.SECRET}" } },
      "id, the partition key, must be a number (N), got S; convert",
    ],
    [
      "a key of an index",
      { item: { id: 1, day: "${env.SECRET}" } },
      "day, the partition key of byDay, must be",
    ],
    [
      "a time to live",
      { item: { id: 1, ttl: "${env.SECRET}" } },
      "ttl, by which the table's items expire, must be",
    ],
    [
      "a time in milliseconds",
      { item: { id: 1, ttl: "${number('271828' + env.NUMBER.substring(0, 8))}" } },
      "ttl, by",
    ],
    [
      "a number",
      { item: { id: 1, a: { b: "${[number(env.NUMBER)]}" } } },
      "a: holds a number that DynamoDB cannot",
    ],
    [
      "where",
      { item: { id: 1 }, where: "env.SECRET" },
      "where: ${env.SECRET} must be true or false, got string",
    ],
    [
      "an element",
      { items: [{ forEach: "[env.SECRET]", item: { id: "${each}" }, omitNull: false }] },
      "id, the",
    ],
    [
      "a function",
      { item: (_row, context) => ({ id: context.env["SECRET"] }) },
      "id, the partition key, must be",
    ],
    [
      "where's function",
      { item: { id: 1 }, where: (_row, context) => context.env["SECRET"] },
      "where must be true",
    ],
  ])("of %s from the environment does not show it", (_what, rules, start) => {
    const message = messageOf(rules);
    expect(message).not.toMatch(/hunter2|2718/);
    expect(message.startsWith(start)).toBe(true);
  });

  it("shows values of the row beside an attribute from the environment", () => {
    expect(messageOf({ item: { id: "${row.map}", a: "${env.SECRET}" } })).toContain("got M");
    expect(messageOf({ item: { id: "x${row.n}", a: "${env.SECRET}" } })).toContain('got S "x1"');
  });
});
