import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";

/** The Terraform of one stack, loosely typed, as tests look at single values of it. */
export interface Terraform {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
  readonly data: Record<string, Record<string, Record<string, unknown>>>;
}

/** Synthesizes a stack in us-east-1 that holds what `build` puts into it. */
export function synthesized(build: (stack: TerraformStack) => void): Terraform {
  const stack = new TerraformStack(Testing.app(), "stack");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  build(stack);
  return JSON.parse(Testing.synth(stack, true)) as Terraform;
}

/** What `build` returns, in a stack in us-east-1. */
export function synthesizedWith<Result>(build: (stack: TerraformStack) => Result): Result {
  const stack = new TerraformStack(Testing.app(), "stack");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  return build(stack);
}

/** The only resource of a type. */
export function only(terraform: Terraform, type: string): Record<string, unknown> {
  const found = Object.values(terraform.resource[type] ?? {});
  if (found.length !== 1) throw new Error(`expected one ${type}, got ${found.length}`);
  return found[0] as Record<string, unknown>;
}

/** The statements of a policy that a resource holds as JSON. */
export function statements(policy: unknown): Record<string, unknown>[] {
  return (JSON.parse(policy as string) as { Statement: Record<string, unknown>[] }).Statement;
}
