import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The whole road with the forum example: tables.yaml → Terraform → tables in an embedded DynamoDB → 57,000
 * items moved and verified. Everything it makes lies in a temporary folder and is gone afterwards.
 */
const project = join(__dirname, "..");
const migration = "examples/forum/migration.yaml";

async function demo(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "cdktf-dynamodb-demo-"));
  const synthesized = join(folder, "cdktf.out");
  const began = performance.now();
  try {
    await step("Synthesize the tables as Terraform", "cdktf", ["synth", "--output", synthesized], {
      TABLES: "examples/forum/tables.yaml",
    });
    await step("Bring up an embedded DynamoDB with those tables", migrate, [
      "local",
      "up",
      "--synth",
      synthesized,
      "--run-folder",
      folder,
    ]);
    await step("What would be moved", migrate, ["plan", migration, "--local", "--run-folder", folder]);
    await step("Move it", migrate, ["run", migration, "--local", "--run-folder", folder]);
    await step("Prove that it arrived", migrate, ["verify", migration, "--local", "--run-folder", folder]);
  } finally {
    await step("Clean up", migrate, ["local", "down", "--run-folder", folder]);
    await rm(folder, { recursive: true, force: true });
  }
  say(`\nDone in ${((performance.now() - began) / 1000).toFixed(0)} s. Where to look next:`);
  say("  examples/forum/tables.yaml      the tables, indexes, task roles and regions, as they are written");
  say("  examples/forum/migration.yaml   what goes where");
  say("  examples/forum/README.md        the same steps one by one, and how to go to AWS");
  say("  README.md                       the constructs, and the runner's commands");
}

const migrate = "dynamodb-migrate";

/** The commands as an installed package has them, run from the sources. */
const programs: Record<string, readonly string[]> = {
  cdktf: [binOf("cdktf-cli", "bundle/bin/cdktf.js")],
  [migrate]: ["--import", "tsx", "migrations/cli/bin.ts"],
};

function binOf(name: string, path: string): string {
  return join(project, "node_modules", name, path);
}

/** Shows a command and runs it. @throws Error where it fails */
async function step(
  title: string,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  say(`\n── ${title}`);
  say(`$ ${[...settings, "npx", program, ...args].join(" ")}`);
  const child = spawn(process.execPath, [...(programs[program] ?? []), ...args], {
    cwd: project,
    stdio: "inherit",
    env: { ...process.env, CHECKPOINT_DISABLE: "1", ...env },
  });
  const code = await new Promise<number | null>((resolve, fail) =>
    child.on("error", fail).on("exit", resolve),
  );
  if (code !== 0) throw new Error(`${program} ${args[0]} ended with exit code ${code}`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

demo().catch((error: unknown) => {
  say(`\nThe demo stopped: ${(error as Error).message}`);
  process.exitCode = 1;
});
