import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { synthesize } from "../../stacks";

const right =
  "service: forum\nenvironment: dev\nregions: { primary: us-east-1 }\ntables: { posts: { partitionKey: id } }\n";
let project: string;

/** Runs a main.ts whose project has this tables.yaml. */
function run(tables: string, args: readonly string[] = []) {
  writeFileSync(join(project, "tables.yaml"), tables);
  const stderr: string[] = [];
  const process = {
    argv: ["node", "main.ts", ...args],
    env: {},
    stderr: { write: (text: string) => stderr.push(text) },
    exitCode: undefined as number | undefined,
    cwd: () => project,
  };
  synthesize(process);
  return { exitCode: process.exitCode, stderr: stderr.join("") };
}

describe("synthesize", () => {
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "synthesize-"));
    vi.stubEnv("CDKTF_OUTDIR", join(project, "cdktf.out"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("writes the stacks of tables.yaml", () => {
    run(right);
    expect(existsSync(join(project, "cdktf.out", "stacks", "forum-dev-us-east-1", "cdk.tf.json"))).toBe(true);
  });

  it("leaves the exit code alone when all is well", () => {
    expect(run(right)).toEqual({ exitCode: undefined, stderr: "" });
  });

  it("says what is wrong with the file, and exits with 2", () => {
    expect(run(right.replace("partitionKey", "paritionKey"))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('did you mean "partitionKey"?\n') as string,
    });
  });

  it("says that the file cannot be read, and exits with 2", () => {
    expect(run(right, ["-c", "tables=absent.yaml"])).toEqual({
      exitCode: 2,
      stderr: `cannot read ${join(project, "absent.yaml")}; set another file with TABLES=<path> or -c tables=<path>\n`,
    });
  });

  it("says that an argument is unknown, and exits with 2", () => {
    expect(run(right, ["--prod"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('"prod"') as string,
    });
  });

  it("throws what is nobody's fault but its own", () => {
    vi.stubEnv("CDKTF_OUTDIR", join(project, "tables.yaml", "below-a-file"));
    expect(() => run(right)).toThrow("ENOTDIR");
  });
});
