import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as library from "../../constructs";
import type { Block } from "./doc-page";
import { compiled } from "./example-compiler";

/** The Terraform of a stack: kinds of blocks, then types, then addresses. */
export type Synthesized = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, object>>>>>
>;

const fromHere = createRequire(__filename);

/** Runs an example that ends with `app.synth()`, and reads what it wrote, by stacks. */
export function synthesizedBy(example: Block): Record<string, Synthesized> {
  const folder = mkdtempSync(join(tmpdir(), "docs-"));
  const before = process.env["CDKTF_OUTDIR"];
  process.env["CDKTF_OUTDIR"] = folder;
  try {
    run(compiled(example));
    return read(join(folder, "stacks"));
  } finally {
    if (before === undefined) delete process.env["CDKTF_OUTDIR"];
    else process.env["CDKTF_OUTDIR"] = before;
    rmSync(folder, { recursive: true });
  }
}

/** The sources stand for the built package. */
function run(code: string): void {
  const load = (name: string): unknown => (name === "cdktf-dynamodb" ? library : fromHere(name));
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call
  new Function("require", "exports", code)(load, {});
}

function read(stacks: string): Record<string, Synthesized> {
  return Object.fromEntries(
    readdirSync(stacks).map((stack) => [
      stack,
      JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")) as Synthesized,
    ]),
  );
}
