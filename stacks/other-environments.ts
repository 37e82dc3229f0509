import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { regions } from "../constructs/internal";
import { type ServiceEnvironment, serviceName } from "./names";

/**
 * Removes the synthesized stacks of other environments, and of a service of another name, from the output folder.
 * The stacks of the environment's former regions stay, so that they can still be destroyed. State is never removed.
 */
export function removeOtherEnvironments(outdir: string, service: ServiceEnvironment): void {
  const folder = join(outdir, "stacks");
  const own = new Set(regions.map((region) => `${serviceName(service)}-${region}`));
  for (const name of readdirSync(folder)) {
    const stack = join(folder, name);
    if (!own.has(name) && isSynthesized(stack, name) && !hasState(stack)) rmSync(stack, { recursive: true });
  }
}

/** Whether cdktf wrote the folder for the stack that it is named after. */
function isSynthesized(folder: string, name: string): boolean {
  const file = join(folder, "cdk.tf.json");
  return existsSync(file) && readFileSync(file, "utf8").includes(`"stackName": ${JSON.stringify(name)}`);
}

function hasState(folder: string): boolean {
  return readdirSync(folder).some((file) => file.includes(".tfstate"));
}
