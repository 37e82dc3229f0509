import { describe, expect, it } from "vitest";
import { selectStacks } from "../../../migrations/local/select-stacks";

const stack = (name: string, output: Record<string, unknown> | null) => ({
  ...{ name, output },
  file: `stacks/${name}/cdk.tf.json`,
  tables: new Map<string, never>(),
  tableNames: new Map<string, string>(),
});
const forum = { service: "forum", environment: "dev" };
const primary = stack("forum-dev-us-east-1", { ...forum, role: "primary" });
const replica = stack("forum-dev-us-west-2", { ...forum, role: "replica" });
const network = stack("network", null);
function select(stacks: (typeof primary)[], wanted: string[] = []) {
  const { tables, outputs } = selectStacks(stacks, wanted, "cdktf.out");
  return { tables: tables.map(({ name }) => name), outputs: outputs.map(({ name }) => name) };
}

describe("selectStacks", () => {
  it("takes every primary stack and no replica", () => {
    const wiki = stack("wiki-dev-us-east-1", { role: "primary" });
    const names = ["forum-dev-us-east-1", "wiki-dev-us-east-1"];
    expect(select([network, primary, replica, wiki])).toEqual({ tables: names, outputs: names });
  });

  it("makes the primary's tables for a replica that is asked for", () => {
    const prod = stack("forum-prod-us-east-1", { ...forum, environment: "prod", role: "primary" });
    expect(select([primary, prod, replica], ["forum-dev-us-west-2"])).toEqual({
      tables: ["forum-dev-us-east-1"],
      outputs: ["forum-dev-us-west-2"],
    });
  });

  it("refuses a stack that is not there", () => {
    expect(() => select([primary, replica], ["forum-prod-us-east-1"])).toThrow(
      "cdktf.out: no stack forum-prod-us-east-1 with an output dynamodb_tables: expected forum-dev-us-east-1, " +
        "forum-dev-us-west-2",
    );
  });

  it("refuses stacks of which none has the output", () => {
    expect(() => select([network])).toThrow(
      "cdktf.out: none of its stacks (network) has an output dynamodb_tables: synthesize a tables.yaml, or " +
        "add that output to the stack",
    );
  });

  it("refuses replicas without a primary unless one is named", () => {
    expect(() => select([replica])).toThrow(
      "cdktf.out: no stack is primary, only replicas (forum-dev-us-west-2): name the one to take with --stack",
    );
  });
});
