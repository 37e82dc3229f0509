import { UsageError } from "../errors";
import type { SynthesizedStack } from "./synthesized-stacks";

/** A stack that says where its tables are. */
export type StackWithTables = SynthesizedStack & { readonly output: NonNullable<SynthesizedStack["output"]> };

/** What to bring up. */
export interface Selection {
  /** Whose tables are made. */
  readonly tables: readonly StackWithTables[];
  /** Whose output is written. */
  readonly outputs: readonly StackWithTables[];
}

/**
 * Takes the stacks that are asked for, or all primary ones. Replicas are the same tables in another
 * region, and one emulator has them once: for a replica's stack its primary's tables are made.
 */
export function selectStacks(
  stacks: readonly SynthesizedStack[],
  wanted: readonly string[],
  shown: string,
): Selection {
  const usable = stacks.filter((stack): stack is StackWithTables => stack.output !== null);
  if (usable.length === 0) throw noOutput(stacks, shown);
  const outputs =
    wanted.length > 0 ? wanted.map((name) => named(usable, name, shown)) : allPrimary(usable, shown);
  return { outputs, tables: [...new Set(outputs.flatMap((stack) => sourcesOf(stack, usable)))] };
}

function allPrimary(stacks: readonly StackWithTables[], shown: string): StackWithTables[] {
  const primary = stacks.filter((stack) => !isReplica(stack));
  if (primary.length > 0) return primary;
  throw new UsageError(
    "output-not-found",
    `${shown}: no stack is primary, only replicas (${namesOf(stacks)}): name the one to take with --stack`,
  );
}

function sourcesOf(stack: StackWithTables, stacks: readonly StackWithTables[]): StackWithTables[] {
  if (!isReplica(stack)) return [stack];
  const { service, environment } = stack.output;
  return stacks.filter(
    (other) =>
      !isReplica(other) && other.output["service"] === service && other.output["environment"] === environment,
  );
}

function isReplica({ output }: StackWithTables): boolean {
  return output["role"] === "replica";
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
