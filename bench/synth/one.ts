import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Library } from "./library";
import { table } from "./table-of-all";

/** By type. */
export type Resources = Record<string, { readonly count: number; readonly first: string }>;

type Synthesize = (count: number, outdir: string) => void;

/**
 * One measurement in a process of its own: `one.ts <variant> <tables>`. Prints milliseconds of processor time,
 * which other programs disturb least, megabytes, and how many resources of each type there are and what the first
 * of them says.
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
  if (variant === "plain guarded") return (await import("./plain.js")).synthesizeGuarded;
  if (variant === "library") {
    const { synthesize } = await import("./library.js");
    const built = (await import(join(__dirname, "../../dist/constructs/index.js"))) as Library;
    // Bound, since a function around it would be one more frame than plain cdktf has in each stack trace.
    return synthesize.bind(undefined, built);
  }
  const file = "./aws-cdk.mjs";
  const cdk = (await import(file)) as {
    synthesize: (from: typeof table, count: number, outdir: string) => void;
  };
  return (count, outdir) => cdk.synthesize(table, count, outdir);
}

type Resource = { readonly lifecycle?: object } & Record<string, unknown>;

/** The resources without addresses, and without the guards, which the plain variant has not; their time counts. */
function resourcesIn(outdir: string): Resources {
  const text = readFileSync(join(outdir, "stacks/bench/cdk.tf.json"), "utf8");
  const { resource } = JSON.parse(text) as { resource: Record<string, Record<string, Resource>> };
  return Object.fromEntries(
    Object.entries(resource)
      .filter(([type]) => type !== "terraform_data")
      .map(([type, all]) => {
        const [first = {}] = Object.values(all);
        return [type, { count: Object.keys(all).length, first: withoutGuards(first) }];
      }),
  );
}

function withoutGuards({ lifecycle, ...resource }: Resource): string {
  const kept = lifecycle && { ...lifecycle, postcondition: undefined };
  const said = JSON.stringify({ ...resource, lifecycle: kept, "//": undefined });
  return said.replaceAll(/(\$\{\w+)\.[\w-]+\./g, "$1.…");
}

void measure(process.argv[2] ?? "library", Number(process.argv[3] ?? 10));
