import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { MadeTable } from "../../../migrations/local/make-tables";
import { writeOutputs } from "../../../migrations/local/outputs-file";
import type { StackWithTables } from "../../../migrations/local/select-stacks";
import { readSynthesizedStacks } from "../../../migrations/local/synthesized-stacks";
import { writtenStack } from "../../stacks/written-stacks";
import { projectWith } from "./synth-folder";

const name = "forum-dev-us-east-1";
const forum = `
service: forum
environment: dev
regions: { primary: us-east-1 }
tables:
  posts: { partitionKey: postId }
`;

/** The outputs file of the stack of a tables.yaml, with all of its tables made. */
async function outputsOf(tables: string): Promise<Record<string, unknown>> {
  const project = projectWith({ [name]: writtenStack(tables, name) });
  const stacks = await readSynthesizedStacks(project, "cdktf.out");
  const made = stacks
    .flatMap((stack) => [...stack.tableNames.values()])
    .map((table) => ({ name: table, description: { TableName: table, TableArn: `arn:${table}` } }));
  const file = join(mkdtempSync(join(tmpdir(), "outputs-")), "outputs.json");
  await writeOutputs(file, stacks as StackWithTables[], made as unknown as MadeTable[]);
  const written = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, unknown>>;
  return written[name] ?? {};
}

describe("the outputs file of local up", () => {
  it("names the tables of a cutover", async () => {
    const { dynamodb_cutover: cutover } = await outputsOf(`${forum}cutover: {}\n`);
    expect(cutover).toEqual({
      ...{ formatVersion: 1, region: "us-east-1" },
      control: { name: "forum-dev-cutover-control", arn: "arn:forum-dev-cutover-control" },
      ledger: { name: "forum-dev-cutover-ledger", arn: "arn:forum-dev-cutover-ledger" },
    });
  });

  it("has no cutover if the stack has none", async () => {
    expect(Object.keys(await outputsOf(forum))).toEqual(["dynamodb_tables"]);
  });
});
