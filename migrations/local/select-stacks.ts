import { UsageError } from "../errors";
import type { SynthesizedStack } from "./synthesized-stacks";

/** A stack that says where its tables are. */
export type StackWithTables = SynthesizedStack & { readonly output: NonNullable<SynthesizedStack["output"]> };

/**
 * The stacks whose tables are made: the ones asked for, or all primary ones. Replicas are the same tables
 * in another region, and one emulator has them once.
 */
export function selectStacks(stacks: readonly SynthesizedStack[], wanted: readonly string[], shown: string) {
  const usable = stacks.filter((stack): stack is StackWithTables => stack.output !== null);
  if (usable.length === 0) throw noOutput(stacks, shown);
  if (wanted.length > 0) return wanted.map((name) => named(usable, name, shown));
  const primary = usable.filter(({ output }) => output["role"] !== "replica");
  if (primary.length > 0) return primary;
  throw new UsageError(
    "output-not-found",
    `${shown}: no stack is primary, only replicas (${namesOf(usable)}): name the one to take with --stack`,
  );
}

function named(stacks: readonly StackWithTables[], name: string, shown: string): StackWithTables {
  const found = stacks.find((stack) => stack.name === name);
  if (found !== undefined) return found;
  const message = `${shown}: no stack ${name} with an output dynamodb_tables: expected ${namesOf(stacks)}`;
  throw new UsageError("output-not-found", message);
}

function noOutput(stacks: readonly SynthesizedStack[], shown: string): UsageError {
  return new UsageError(
    "output-not-found",
    `${shown}: none of its stacks (${namesOf(stacks) || "none"}) has an output dynamodb_tables: ` +
      "synthesize a tables.yaml, or add that output to the stack",
  );
}

function namesOf(stacks: readonly SynthesizedStack[]): string {
  return stacks.map(({ name }) => name).join(", ");
}
