import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Library } from "./library";
import { table } from "./table-of-all";

type Synthesize = (count: number, outdir: string) => void;

/**
 * One measurement in a process of its own: `one.ts <variant> <tables>`. Prints milliseconds of processor time,
 * which other programs disturb least, megabytes and resources.
 */
async function measure(variant: string, count: number): Promise<void> {
  const synthesize = await load(variant);
  const outdir = mkdtempSync(join(tmpdir(), "bench-synth-"));
  // tsx maps the lines of every stack trace that cdktf takes, which is dear and not what is measured here.
  process.setSourceMapsEnabled(false);
  const began = process.cpuUsage();
  synthesize(count, outdir);
  const { user, system } = process.cpuUsage(began);
  const ms = (user + system) / 1000;
  const resources = variant === "aws-cdk-lib" ? {} : resourcesIn(outdir);
  console.log(JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1024, resources }));
  rmSync(outdir, { recursive: true });
}

/** Only the variant that is measured is loaded. */
async function load(variant: string): Promise<Synthesize> {
  if (variant === "plain") return (await import("./plain.js")).synthesize;
  if (variant === "library") {
    const { synthesize } = await import("./library.js");
    const built = (await import(join(__dirname, "../../dist/constructs/index.js"))) as Library;
    return (count, outdir) => synthesize(built, count, outdir);
  }
  const file = "./aws-cdk.mjs";
  const cdk = (await import(file)) as {
    synthesize: (from: typeof table, count: number, outdir: string) => void;
  };
  return (count, outdir) => cdk.synthesize(table, count, outdir);
}

function resourcesIn(outdir: string): Record<string, number> {
  const text = readFileSync(join(outdir, "stacks/bench/cdk.tf.json"), "utf8");
  const { resource } = JSON.parse(text) as { resource: Record<string, object> };
  return Object.fromEntries(Object.entries(resource).map(([type, all]) => [type, Object.keys(all).length]));
}

void measure(process.argv[2] ?? "library", Number(process.argv[3] ?? 10));
