import { nearMissOrList, problemsOf, formatPath } from "../../yaml-file";
import { messageOf, UsageError } from "../errors";
import { type Target, targetSchema } from "../items/target-table";
import type { z } from "zod";
import { type CutoverOutput, cutoverOutputSchema } from "./cutover-output";
import { type WorkersOutput, workersOutputSchema } from "./workers-output";

const outputName = "dynamodb_tables";
const cutoverOutputName = "dynamodb_cutover";
const workersOutputName = "migration_workers";
const remedy =
  "make the file with `cdktf output --outputs-file outputs.json` (CDK Terrain: `cdktn output …`) or `terraform output -json > outputs.json`";

/** One stack's output, still unchecked. `stack` is absent where the shape does not name it. */
interface Candidate {
  readonly stack?: string;
  readonly value: unknown;
}

type Json = Record<string, unknown>;

/**
 * Finds the target tables in an outputs file of any shape: `cdktf deploy|output --outputs-file`,
 * `terraform output -json`, `terraform.tfstate`.
 *
 * @param stack chooses where the file holds several stacks. @default the single primary one
 * @throws UsageError where the file is none of these, or the choice is not clear.
 */
export function readOutputs(fileName: string, text: string, stack?: string): Target {
  const candidates = findCandidates(fileName, parse(fileName, text));
  return check(fileName, choose(fileName, candidates, stack));
}

/**
 * Finds the control of cutovers that the same stack has made; `undefined` if it has none.
 *
 * @throws UsageError as {@link readOutputs}
 */
export function readCutoverOutput(fileName: string, text: string, stack?: string): CutoverOutput | undefined {
  return readOther(cutoverOutputName, cutoverOutputSchema, fileName, text, stack);
}

/**
 * Finds the workers on AWS Batch that the same stack has made; `undefined` if it has none.
 *
 * @throws UsageError as {@link readOutputs}
 */
export function readWorkersOutput(fileName: string, text: string, stack?: string): WorkersOutput | undefined {
  return readOther(workersOutputName, workersOutputSchema, fileName, text, stack);
}

/** Another output of the stack with the tables. */
function readOther<Output>(
  name: string,
  schema: z.ZodType<Output>,
  fileName: string,
  text: string,
  stack: string | undefined,
): Output | undefined {
  const root = parse(fileName, text);
  const tables = findCandidates(fileName, root);
  const { stack: chosen } = choose(fileName, tables, stack);
  const candidates = candidatesOf(root, name);
  const found = candidates.find((candidate) => candidate.stack === chosen);
  if (!found) return undefined;
  const problems = problemsOf(schema, found.value);
  if (problems.length === 0) return schema.parse(found.value);
  throw invalid(fileName, [...(chosen ? [chosen] : []), name], problems);
}

/** The tables of every stack in an outputs file of any shape. @throws UsageError */
export function readAllOutputs(fileName: string, text: string): Target[] {
  return findCandidates(fileName, parse(fileName, text)).map((candidate) => check(fileName, candidate));
}

function parse(fileName: string, text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError("outputs-not-json", `${fileName} is not JSON (${messageOf(cause)}); ${remedy}`, {
      cause,
    });
  }
  if (isJson(value)) return value;
  throw new UsageError(
    "outputs-unknown-shape",
    `${fileName} must hold a JSON object with Terraform outputs; ${remedy}`,
  );
}

function findCandidates(fileName: string, root: Json): Candidate[] {
  const found = candidatesOf(root, outputName);
  if (found.length > 0) return found;
  throw new UsageError(
    "outputs-unknown-shape",
    `${fileName} has no output "${outputName}" (found: ${Object.keys(outputsIn(root)).join(", ") || "nothing"}); ${remedy}`,
  );
}

/** An output of that name, in each stack that has one. */
function candidatesOf(root: Json, name: string): Candidate[] {
  const single = outputsIn(root)[name];
  if (isJson(single)) return [{ value: "value" in single ? single["value"] : single }];
  return Object.entries(root).flatMap(([stack, outputs]) =>
    isJson(outputs) && name in outputs ? [{ stack, value: outputs[name] }] : [],
  );
}

function outputsIn(root: Json): Json {
  return isJson(root["outputs"]) && "version" in root ? root["outputs"] : root;
}

function choose(fileName: string, candidates: readonly Candidate[], stack: string | undefined): Candidate {
  const names = candidates.flatMap((candidate) => candidate.stack ?? []);
  if (stack !== undefined && names.length > 0) {
    const chosen = candidates.find((candidate) => candidate.stack === stack);
    if (chosen) return chosen;
    throw new UsageError(
      "stack-unknown",
      `${fileName} has no stack "${stack}"${nearMissOrList(stack, names, `it has: ${names.join(", ")}`)}`,
    );
  }
  if (stack !== undefined) checkIsStack(fileName, candidates[0]?.value, stack);
  const primaries = candidates.filter(({ value }) => isJson(value) && value["role"] === "primary");
  const [only] = candidates.length === 1 ? candidates : primaries;
  if (only && (candidates.length === 1 || primaries.length === 1)) return only;
  throw new UsageError(
    "stack-ambiguous",
    `${fileName} holds ${primaries.length} primary stacks; choose one with --stack: ${names.join(", ")}`,
  );
}

/** The outputs of a single stack do not name it, but say what it is of. */
function checkIsStack(fileName: string, value: unknown, stack: string): void {
  const { service, environment, region } = isJson(value) ? value : {};
  const name = [service, environment, region].join("-");
  if (name === stack) return;
  throw new UsageError(
    "stack-unknown",
    `${fileName} holds the outputs of ${name}, not of "${stack}"; omit --stack`,
  );
}

function check(fileName: string, { stack, value }: Candidate): Target {
  const problems = problemsOf(targetSchema, value);
  if (problems.length === 0) return targetSchema.parse(value);
  throw invalid(fileName, [...(stack ? [stack] : []), outputName], problems);
}

function invalid(
  fileName: string,
  at: readonly string[],
  problems: ReturnType<typeof problemsOf>,
): UsageError {
  const lines = problems.map(
    ({ path, message }) => `${fileName} ${formatPath([...at, ...path])}: ${message}`,
  );
  return new UsageError("outputs-invalid", lines.join("\n"));
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
