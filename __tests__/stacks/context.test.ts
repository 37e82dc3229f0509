import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ContextSources, readContext } from "../../stacks/context";

const empty = mkdtempSync(join(tmpdir(), "no-cdktf-json-"));
const configured = mkdtempSync(join(tmpdir(), "cdktf-json-"));
writeFileSync(join(configured, "cdktf.json"), '{ "context": { "tables": "from-file.yaml" } }');
const bare = mkdtempSync(join(tmpdir(), "bare-cdktf-json-"));
writeFileSync(join(bare, "cdktf.json"), "{}");

const context = (sources: Partial<ContextSources>) =>
  readContext({ args: [], env: {}, projectDir: empty, cdktfContext: () => undefined, ...sources });

describe("what is to be built", () => {
  it("is tables.yaml and its own environment", () => {
    expect(context({})).toEqual({ tables: "tables.yaml", environment: undefined });
  });

  it("is tables.yaml where cdktf.json says nothing", () => {
    expect(context({ projectDir: bare }).tables).toBe("tables.yaml");
  });

  it("is what cdktf.json says when main.ts runs by itself", () => {
    expect(context({ projectDir: configured }).tables).toBe("from-file.yaml");
  });

  it("is what cdktf-cli read from cdktf.json", () => {
    expect(context({ cdktfContext: (key) => `${key}-from-cli` })).toEqual({
      tables: "tables-from-cli",
      environment: "environment-from-cli",
    });
  });

  it("is what environment variables say before cdktf.json", () => {
    const env = { TABLES: "from-env.yaml", ENVIRONMENT: "prod" };
    expect(context({ projectDir: configured, env })).toEqual({
      tables: "from-env.yaml",
      environment: "prod",
    });
  });

  it("is what the command line says before anything else", () => {
    const args = ["-c", "environment=prod", "--context", "tables=a=b.yaml"];
    expect(context({ args, env: { TABLES: "from-env.yaml", ENVIRONMENT: "dev" } })).toEqual({
      tables: "a=b.yaml",
      environment: "prod",
    });
  });

  it("is not changed by an empty environment variable", () => {
    expect(context({ env: { ENVIRONMENT: "" } }).environment).toBeUndefined();
  });

  it.each([
    { args: ["prod"], unknown: "prod" },
    { args: ["--environment", "prod"], unknown: "prod" },
    { args: ["-c", "env=prod"], unknown: "env" },
  ])("is not said by $args", ({ args, unknown }) => {
    expect(() => context({ args })).toThrow(
      `unknown argument "${unknown}"; expected -c tables=<path> or -c environment=<name>`,
    );
  });
});
