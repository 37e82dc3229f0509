import * as cdktf from "cdktf";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { planPolicy } from "../../constructs";
import { buildStacks, loadTables } from "../../stacks";
import { blocks, readPage } from "./doc-page";
import { compiled } from "./example-compiler";

it("the program of the page about GitHub Actions prints a policy without a read of items", () => {
  const example = blocks(readPage("docs/pipelines/github-actions.md"), "ts")[0];
  if (example === undefined) throw new Error("the page has no program");
  const printed: string[] = [];
  const modules = new Map<string, unknown>([
    ["node:fs", { readFileSync: () => readFileSync("examples/forum/tables.yaml", "utf8") }],
    ["cdktf", cdktf],
    ["cdktf-dynamodb", { planPolicy }],
    ["cdktf-dynamodb/stacks", { buildStacks, loadTables }],
  ]);
  const load = (name: string): unknown => modules.get(name);
  const surroundings = { argv: ["node", "plan-policy.ts", "prod"], cwd: () => process.cwd() };
  const output = { log: (text: string) => printed.push(text), error: (text: string) => printed.push(text) };
  // oxlint-disable-next-line typescript/no-implied-eval -- runs the program of the page
  const run = new Function("require", "process", "console", "exports", compiled(example)) as (
    ...parameters: unknown[]
  ) => void;
  run(load, surroundings, output, {});
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain("dynamodb:DescribeTable");
  expect(printed[0]).not.toMatch(/Scan|GetItem|Query/);
});
