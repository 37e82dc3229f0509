import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { buildStacks, loadTables, type LoadOptions } from "../../stacks";

/** The cdk.tf.json of every stack of a tables.yaml, by the stacks' names, as `cdktf synth` writes them. */
export function writtenStacks(tables: string, options: LoadOptions = {}): Record<string, string> {
  const projectDir = mkdtempSync(join(tmpdir(), "stacks-"));
  const app = new App({ outdir: join(projectDir, "cdktf.out") });
  buildStacks(app, loadTables("tables.yaml", tables, options), { projectDir });
  app.synth();
  const stacks = join(app.outdir, "stacks");
  const files = readdirSync(stacks).map((stack) => [stack, join(stacks, stack, "cdk.tf.json")] as const);
  return Object.fromEntries(files.map(([stack, file]) => [stack, readFileSync(file, "utf8")]));
}

/** The Terraform of one of those stacks. */
export function writtenStack(tables: string, name: string): WrittenStack {
  return JSON.parse(writtenStacks(tables)[name] ?? "null") as WrittenStack;
}

/** A synthesized stack, loosely typed, as tests look at single values of it. */
export interface WrittenStack {
  readonly terraform: Record<string, Record<string, unknown>>;
  readonly provider: { readonly aws: Record<string, unknown>[] };
  readonly output: Record<string, { readonly value: Record<string, unknown>; readonly sensitive?: boolean }>;
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly data?: Record<string, Record<string, Record<string, unknown>>>;
}
