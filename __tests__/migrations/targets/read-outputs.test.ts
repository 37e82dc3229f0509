import { describe, expect, it } from "vitest";
import { readOutputs } from "../../../migrations/targets/read-outputs";
import { sampleOutput, smallTable } from "./sample-output";

const primary = sampleOutput();
const replica = sampleOutput({ role: "replica", region: "us-west-2" });
const read = (value: unknown, stack?: string) => readOutputs("outputs.json", JSON.stringify(value), stack);
const remedy =
  "make the file with `cdktf output --outputs-file outputs.json` (CDK Terrain: `cdktn output …`) or `terraform output -json > outputs.json`";

/** The error that a file meets. */
function errorOf(text: string, stack?: string): unknown {
  try {
    return readOutputs("outputs.json", text, stack);
  } catch (error) {
    return error;
  }
}

describe("readOutputs", () => {
  it.each<[string, unknown]>([
    ["a file of cdktf", { "forum-dev-us-east-1": { dynamodb_tables: primary } }],
    [
      "terraform output -json",
      { dynamodb_tables: { sensitive: false, type: ["object", {}], value: primary }, other: { value: 1 } },
    ],
    [
      "a terraform.tfstate",
      {
        version: 4,
        terraform_version: "1.11.0",
        outputs: { dynamodb_tables: { value: primary, type: ["object", {}] } },
        resources: [],
      },
    ],
    ["the output alone", { dynamodb_tables: primary }],
    [
      "a file with stacks of others",
      { web: { url: "x" }, forum: { dynamodb_tables: primary }, note: "text" },
    ],
  ])("reads %s", (_what, file) => {
    expect(read(file)).toEqual(primary);
  });

  it("refuses a single stack's outputs where another stack is asked for", () => {
    expect(
      errorOf(JSON.stringify({ dynamodb_tables: { value: primary } }), "forum-prod-us-east-1"),
    ).toMatchObject({
      code: "stack-unknown",
      message:
        'outputs.json holds the outputs of forum-dev-us-east-1, not of "forum-prod-us-east-1"; omit --stack',
    });
  });

  it("takes a single stack's outputs by the stack's name", () => {
    expect(read({ dynamodb_tables: { value: primary } }, "forum-dev-us-east-1")).toEqual(primary);
  });

  it("takes the only primary of several stacks", () => {
    expect(read({ a: { dynamodb_tables: replica }, b: { dynamodb_tables: primary } })).toEqual(primary);
  });

  it("takes the only stack though it is a replica", () => {
    expect(read({ a: { dynamodb_tables: replica } })).toEqual(replica);
  });

  it("takes the stack that was asked for", () => {
    expect(read({ a: { dynamodb_tables: replica }, b: { dynamodb_tables: primary } }, "a")).toEqual(replica);
  });

  it("lays defaults under what an output leaves out", () => {
    const file = { dynamodb_tables: sampleOutput({ tables: { posts: smallTable } }) };
    expect(read(file).tables["posts"]).toEqual({ ...smallTable, indexes: [], replicaRegions: [] });
  });

  it("lets keys of later versions through", () => {
    expect(read({ dynamodb_tables: sampleOutput({ later: true }) })).toEqual(primary);
  });

  it.each<[string, string, string, string | RegExp]>([
    [
      "that is not JSON",
      "{",
      "outputs-not-json",
      /^outputs\.json is not JSON \(.+\); make the file with `cdktf/,
    ],
    [
      "that holds a list",
      "[]",
      "outputs-unknown-shape",
      `outputs.json must hold a JSON object with Terraform outputs; ${remedy}`,
    ],
    [
      "without the output",
      '{"url": {"value": 1}}',
      "outputs-unknown-shape",
      `outputs.json has no output "dynamodb_tables" (found: url); ${remedy}`,
    ],
    [
      "of a state without outputs",
      '{"version": 4, "outputs": {}}',
      "outputs-unknown-shape",
      `outputs.json has no output "dynamodb_tables" (found: nothing); ${remedy}`,
    ],
    [
      "whose output is text",
      '{"forum": {"dynamodb_tables": "{}"}}',
      "outputs-invalid",
      'outputs.json forum.dynamodb_tables: must be a mapping, got "{}"',
    ],
  ])("refuses a file %s", (_what, text, code, message) => {
    expect(errorOf(text)).toMatchObject({
      kind: "usage",
      code,
      message: typeof message === "string" ? message : (expect.stringMatching(message) as string),
    });
  });

  it.each([
    [
      "several primaries",
      { a: { dynamodb_tables: primary }, b: { dynamodb_tables: primary } },
      "outputs.json holds 2 primary stacks; choose one with --stack: a, b",
    ],
    [
      "several replicas",
      { a: { dynamodb_tables: replica }, b: { dynamodb_tables: replica } },
      "outputs.json holds 0 primary stacks; choose one with --stack: a, b",
    ],
  ])("asks which of %s is meant", (_what, file, message) => {
    expect(errorOf(JSON.stringify(file))).toMatchObject({ code: "stack-ambiguous", message });
  });

  it("names the stacks where the one that was asked for is not there", () => {
    const file = { "forum-dev": { dynamodb_tables: primary }, web: { dynamodb_tables: primary } };
    expect(errorOf(JSON.stringify(file), "forum-dv")).toMatchObject({
      code: "stack-unknown",
      message: 'outputs.json has no stack "forum-dv"; did you mean "forum-dev"? It has: forum-dev, web',
    });
  });

  it("names everything that is wrong with an output", () => {
    const wrong = sampleOutput({
      formatVersion: 2,
      tables: { posts: { ...smallTable, partitionKey: { name: "postId", type: "Date" } } },
    });
    expect(errorOf(JSON.stringify({ forum: { dynamodb_tables: wrong } }))).toMatchObject({
      code: "outputs-invalid",
      message: [
        "outputs.json forum.dynamodb_tables.formatVersion: must be 1, got 2",
        'outputs.json forum.dynamodb_tables.tables.posts.partitionKey.type: must be one of "S", "N", "B", got "Date"',
      ].join("\n"),
    });
  });
});
