import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onPath } from "./on-path";
import { type ProgramRun, runProgram } from "./program";
import type { RealPart } from "./real-part";
import { type SharedProvider, startSharedProvider } from "./shared-provider/shared-provider";

/** The AWS provider that the mirror must hold; the newest one that moto's answers satisfy. */
export const awsProviderVersion = "5.100.0";

export interface Terraform {
  /** Environment for `terraform`, and for `cdktf`, which runs it. */
  readonly environment: NodeJS.ProcessEnv;
  /** The AWS provider, started once instead of by each command. */
  startProvider(): Promise<SharedProvider>;
  /** `terraform <arguments>` in a folder, with that provider; a code other than 0 is a result. */
  run(provider: SharedProvider, folder: string, ...parameters: string[]): Promise<ProgramRun>;
}

/** Terraform on the `PATH`, with the AWS provider in the folder that `TERRAFORM_PROVIDER_MIRROR` names. */
export function findTerraform(): Promise<RealPart<Terraform>> {
  const mirror = process.env["TERRAFORM_PROVIDER_MIRROR"];
  const found = findProvider(mirror);
  if (!found.available) return Promise.resolve(found);
  const environment = terraformEnvironment(mirror ?? "");
  const startProvider = () => startSharedProvider(found.part, environment);
  const run: Terraform["run"] = (provider, folder, ...parameters) =>
    runProgram("terraform", [...parameters, "-no-color"], {
      folder,
      environment: { ...environment, ...provider.environment },
    });
  return Promise.resolve({ available: true, part: { environment, startProvider, run } });
}

/** The provider's program in the mirror, for this machine. */
function findProvider(mirror: string | undefined): RealPart<string> {
  if (onPath("terraform") === null) return { available: false, why: "terraform is not on the PATH" };
  if (mirror === undefined) return { available: false, why: "TERRAFORM_PROVIDER_MIRROR names no folder" };
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  const folder = join(mirror, "registry.terraform.io", "hashicorp", "aws", awsProviderVersion, platform);
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const program = files.find((file) => file.startsWith("terraform-provider-aws_"));
  return program === undefined
    ? { available: false, why: `there is no provider in ${folder} (terraform providers mirror makes one)` }
    : { available: true, part: join(folder, program) };
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
    // Most of what a plan costs is the collection of the garbage that the provider's schemas leave.
    GOGC: "400",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
