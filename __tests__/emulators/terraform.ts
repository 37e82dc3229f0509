import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onPath } from "./on-path";
import type { RealPart } from "./real-part";

/** The AWS provider that the mirror must hold; the newest one that moto's answers satisfy. */
export const awsProviderVersion = "5.100.0";

export interface TerraformRun {
  readonly code: number;
  /** Standard output and error, in the order in which they came. */
  readonly text: string;
  readonly seconds: number;
}

export interface Terraform {
  /** Environment for `terraform`, and for `cdktf`, which runs it. */
  readonly environment: NodeJS.ProcessEnv;
  /** `terraform <arguments>` in a folder; a code other than 0 is a result. */
  run(folder: string, ...parameters: string[]): Promise<TerraformRun>;
}

/** Terraform on the `PATH`, with the AWS provider in the folder that `TERRAFORM_PROVIDER_MIRROR` names. */
export function findTerraform(): Promise<RealPart<Terraform>> {
  const mirror = process.env["TERRAFORM_PROVIDER_MIRROR"];
  const why = whyNot(mirror);
  if (why !== null) return Promise.resolve({ available: false, why });
  const environment = terraformEnvironment(mirror ?? "");
  const run: Terraform["run"] = (folder, ...parameters) =>
    runProgram("terraform", parameters, { folder, environment });
  return Promise.resolve({ available: true, part: { environment, run } });
}

function whyNot(mirror: string | undefined): string | null {
  if (onPath("terraform") === null) return "terraform is not on the PATH";
  if (mirror === undefined) return "TERRAFORM_PROVIDER_MIRROR names no folder";
  const provider = join(mirror, "registry.terraform.io", "hashicorp", "aws", awsProviderVersion);
  return existsSync(provider) ? null : `there is no ${provider} (terraform providers mirror makes one)`;
}

/** Takes providers from the mirror alone, whatever the user's own configuration says. */
function terraformEnvironment(mirror: string): NodeJS.ProcessEnv {
  const file = join(mkdtempSync(join(tmpdir(), "terraform-")), "cli.tfrc");
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  return {
    ...process.env,
    TF_CLI_CONFIG_FILE: file,
    TF_IN_AUTOMATION: "1",
    // Neither terraform nor cdktf shall ask the internet for newer versions.
    CHECKPOINT_DISABLE: "1",
    DISABLE_VERSION_CHECK: "1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Runs a program to its end and keeps what it printed. */
export function runProgram(
  command: string,
  parameters: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: NodeJS.ProcessEnv },
): Promise<TerraformRun> {
  const started = performance.now();
  const child = spawn(command, parameters, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ code: code ?? 1, text, seconds: (performance.now() - started) / 1000 }),
    );
  });
}
