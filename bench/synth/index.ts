import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Resources } from "./one";

/**
 * Synthesis with this library, beside the same resources by hand with plain cdktf, without and with the guards that the
 * library adds (postconditions, `terraform_data` and `moved`), and the AWS CDK's TableV2.
 */
const sizes = [
  { count: 10, runs: 41 },
  { count: 100, runs: 41 },
  { count: 1000, runs: 15 },
];

interface Measurement {
  readonly ms: number;
  readonly mb: number;
  readonly resources: Resources;
}

/** Runs the variants in turn, so that what else the machine does meets all of them; the median of each. */
function measure(variants: readonly string[], count: number, runs: number): Map<string, Measurement> {
  const measured = new Map(variants.map((variant) => [variant, [] as Measurement[]]));
  for (let run = 0; run < runs; run++)
    for (const variant of variants) measured.get(variant)?.push(once(variant, count));
  return new Map(
    [...measured].map(([variant, all]) => [
      variant,
      all.toSorted((a, b) => a.ms - b.ms)[runs >> 1] as Measurement,
    ]),
  );
}

function once(variant: string, count: number): Measurement {
  const args = ["--import", "tsx", join(__dirname, "one.ts"), variant, String(count)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${variant} with ${count} tables: ${stderr}`);
  return JSON.parse(stdout) as Measurement;
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

const peers = isInstalled("aws-cdk-lib") ? ["aws-cdk-lib"] : [];
if (peers.length === 0)
  console.log("skipped: aws-cdk-lib is not installed (npm install --no-save aws-cdk-lib)");
for (const { count, runs } of sizes) {
  const results = measure(["plain", "plain guarded", "library", ...peers], count, runs);
  const plain = results.get("plain") as Measurement;
  const guarded = results.get("plain guarded") as Measurement;
  const library = results.get("library") as Measurement;
  if (JSON.stringify(plain.resources) !== JSON.stringify(library.resources)) {
    throw new Error(
      `the variants do not make the same: ${JSON.stringify([plain.resources, library.resources])}`,
    );
  }
  for (const [variant, { ms, mb }] of results) {
    const ratio = [plain, guarded].map((base) => (ms / base.ms).toFixed(2)).join(" and ");
    console.log(
      `${String(count).padStart(5)} tables  ${variant.padEnd(13)} ${ms.toFixed(0).padStart(6)} ms  ${mb.toFixed(0).padStart(5)} MB  ${ratio} × plain cdktf without and with the guards`,
    );
  }
}
