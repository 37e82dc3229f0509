import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { synthesize } from "../../stacks";

const file = `service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2] }
tables: { posts: { partitionKey: id } }
environments: { dev: {}, prod: {}, dev-eu: { regions: { primary: eu-west-1, replicas: [] } } }
`;
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "other-environments-"));
  vi.stubEnv("CDKTF_OUTDIR", join(project, "cdktf.out"));
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function synth(environment: string, tables = file, env: Record<string, string> = {}): string[] {
  writeFileSync(join(project, "tables.yaml"), tables);
  const argv = ["node", "main.ts", "-c", `environment=${environment}`];
  const stderr = { write: (text: string) => expect.fail(text) };
  synthesize({ argv, env, stderr, cwd: () => project });
  return readdirSync(stacks()).toSorted();
}

const stacks = (...path: string[]) => join(project, "cdktf.out", "stacks", ...path);

it("a synthesis removes the stacks of other environments", () => {
  synth("dev");
  expect(synth("prod")).toEqual(["forum-prod-us-east-1", "forum-prod-us-west-2"]);
  expect(synth("dev-eu")).toEqual(["forum-dev-eu-eu-west-1"]);
  expect(synth("dev")).toEqual(["forum-dev-us-east-1", "forum-dev-us-west-2"]);
});

it("the command line, which fails if they are gone, removes the stacks of other environments itself", () => {
  synth("dev");
  expect(synth("dev-eu", file, { CDKTF_CONTEXT_JSON: "{}" })).toEqual([
    "forum-dev-eu-eu-west-1",
    "forum-dev-us-east-1",
    "forum-dev-us-west-2",
  ]);
});

it("the stack of a former region stays, so that it can be destroyed", () => {
  synth("dev");
  expect(synth("dev", file.replace("[us-west-2]", "[]"))).toEqual([
    "forum-dev-us-east-1",
    "forum-dev-us-west-2",
  ]);
});

it("a folder that cdktf did not write stays", () => {
  mkdirSync(stacks("notes"), { recursive: true });
  mkdirSync(stacks("copy"));
  writeFileSync(
    stacks("copy", "cdk.tf.json"),
    JSON.stringify({ "//": { metadata: { stackName: "other" } } }),
  );
  expect(synth("prod")).toEqual(["copy", "forum-prod-us-east-1", "forum-prod-us-west-2", "notes"]);
});

it("a stack with a state file in its folder stays", () => {
  synth("dev");
  writeFileSync(stacks("forum-dev-us-east-1", "terraform.tfstate"), "{}");
  synth("prod");
  expect(existsSync(stacks("forum-dev-us-east-1"))).toBe(true);
  expect(existsSync(stacks("forum-dev-us-west-2"))).toBe(false);
});
