import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { UsageError } from "../errors";
import { isRecord } from "./json-record";
import { readTableResource, type TableResource } from "./table-resource";

/** What a synthesized stack says of its tables. */
export interface SynthesizedStack {
  readonly name: string;
  /** Path of its `cdk.tf.json`, for messages. */
  readonly file: string;
  /** `aws_dynamodb_table` resources by logical id. */
  readonly tables: ReadonlyMap<string, TableResource>;
  /** The value of the output `dynamodb_tables`, references unresolved; `null` without that output. */
  readonly output: Readonly<Record<string, unknown>> | null;
}

/** Reads all stacks that `cdktf synth` wrote. */
export async function readSynthesizedStacks(cwd: string, folder: string): Promise<SynthesizedStack[]> {
  const root = isAbsolute(folder) ? folder : join(cwd, folder);
  const shown = relative(cwd, root) || ".";
  const manifestFile = join(root, "manifest.json");
  const manifest = await readJson(manifestFile, `${shown}/manifest.json`);
  if (!isRecord(manifest["stacks"])) throw notSynthesized(`${shown}/manifest.json`, "it has no `stacks`");
  const stacks = Object.entries(manifest["stacks"]).map(([name, entry]) => ({ name, entry }));
  return Promise.all(stacks.map(({ name, entry }) => readStack(root, shown, name, entry)));
}

async function readStack(root: string, shown: string, name: string, entry: unknown) {
  const path = isRecord(entry) ? entry["synthesizedStackPath"] : undefined;
  if (typeof path !== "string") throw notSynthesized(`${shown}/manifest.json`, `stack ${name} has no file`);
  const file = `${shown}/${path}`;
  const stack = await readJson(join(root, path), file);
  return { name, file, tables: readTables(stack, file), output: readOutput(stack) };
}

function readTables(stack: Record<string, unknown>, file: string): Map<string, TableResource> {
  const resources = isRecord(stack["resource"]) ? stack["resource"]["aws_dynamodb_table"] : undefined;
  const entries = isRecord(resources) ? Object.entries(resources) : [];
  return new Map(entries.map(([id, resource]) => [id, readTableResource(resource, `${file} ${id}`)]));
}

function readOutput(stack: Record<string, unknown>): Record<string, unknown> | null {
  const outputs = stack["output"];
  const output = isRecord(outputs) ? outputs["dynamodb_tables"] : undefined;
  return isRecord(output) && isRecord(output["value"]) ? output["value"] : null;
}

async function readJson(file: string, shown: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (isRecord(value)) return value;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw notSynthesized(shown, missing ? "there is no such file" : (error as Error).message, error);
  }
  throw notSynthesized(shown, "expected an object");
}

function notSynthesized(shown: string, reason: string, cause?: unknown): UsageError {
  return new UsageError("synth-not-found", `${shown}: ${reason}: run \`npx cdktf synth\` first`, { cause });
}
