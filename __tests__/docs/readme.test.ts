import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadCel, loadDefinition, preflight, readOutputs } from "../../migrations";
import { commandList, commandReference } from "./command-reference";
import { LinkedProject } from "./linked-project";

vi.setConfig({ testTimeout: 180_000 });

const readme = readFileSync("README.md", "utf8");

/** The n-th block of a language, without its fences. */
function block(language: string, index = 0): string {
  const found = [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))][index]?.[1];
  if (found === undefined) throw new Error(`the README has no ${language} block number ${index}`);
  return found;
}

interface Synthesized {
  readonly resource: Record<string, Record<string, object>>;
  readonly output: { readonly dynamodb_tables: { readonly value: object } };
}

describe("the README", () => {
  let project: LinkedProject;

  beforeAll(() => {
    project = new LinkedProject(process.env);
  });
  afterAll(() => project.remove());

  /** Runs a TypeScript file there and returns the Terraform of a stack. */
  async function synthesized(file: string, code: string, stack: string): Promise<Synthesized> {
    project.write(file, code);
    const run = await project.run(`node_modules/.bin/tsx ${file}`);
    expect(run).toMatchObject({ code: 0, text: "" });
    const written = readFileSync(project.path("cdktf.out/stacks", stack, "cdk.tf.json"), "utf8");
    return JSON.parse(written) as Synthesized;
  }

  it("has an app with constructs that synthesizes", async () => {
    const { resource } = await synthesized("app.ts", block("ts", 1), "shop");
    expect(Object.values(resource["aws_dynamodb_table"] ?? {})).toMatchObject([
      { name: "shop-orders", hash_key: "customerId", range_key: "orderId" },
    ]);
    expect(Object.values(resource["aws_iam_role"] ?? {})).toMatchObject([{ name: "shop-checkout" }]);
  });

  it("has a tables.yaml and a main.ts that synthesize", async () => {
    project.write("tables.yaml", block("yaml", 0));
    const { resource } = await synthesized("main.ts", block("ts", 0), "shop-dev-us-east-1");
    expect(Object.values(resource["aws_dynamodb_table"] ?? {})).toHaveLength(2);
    expect(Object.values(resource["aws_iam_role"] ?? {})).toHaveLength(1);
  });

  it("has a migration.yaml that goes with that tables.yaml", async () => {
    const { output } = await synthesized("main.ts", block("ts", 0), "shop-dev-us-east-1");
    const outputs = { "shop-dev-us-east-1": { dynamodb_tables: output.dynamodb_tables.value } };
    const target = readOutputs("outputs.json", JSON.stringify(outputs));
    const definition = loadDefinition({
      fileName: "migration.yaml",
      text: block("yaml", 1),
      env: {},
      compile: await loadCel(),
    });
    expect(() => preflight(definition, target, "outputs.json")).not.toThrow();
  });

  it("has several items of one row that are taken", async () => {
    const head = "name: docs\nsource: { json: . }\nentities:\n  one:\n    from: { file: f }\n    to: main\n";
    const text = head + block("yaml", 2).replace(/^/gm, "    ");
    const file = { fileName: "migration.yaml", text, env: {}, compile: await loadCel() };
    expect(loadDefinition(file).entities[0]?.items).toHaveLength(2);
  });
});

describe("the README's first steps", () => {
  it("synthesize, start an embedded DynamoDB, move the rows and verify them", async () => {
    const project = new LinkedProject(process.env);
    try {
      const { code, text } = await project.runFromSources(block("sh", 1));
      expect(code, text).toBe(0);
      expect(text).toContain("2 items match");
    } finally {
      await project.run("npx dynamodb-migrate local down");
      project.remove();
    }
  });
});

describe("docs/commands.md", () => {
  it("shows the help of each command as it is", () => {
    const current = `# Commands of dynamodb-migrate\n\n${commandList()}\n\n${commandReference()}\n`;
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync("docs/commands.md", current);
    expect(readFileSync("docs/commands.md", "utf8")).toBe(current);
  });
});
