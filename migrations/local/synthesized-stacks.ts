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
  /** Names of tables by the address that an output refers to, e.g. `aws_dynamodb_table_replica.users`. */
  readonly tableNames: ReadonlyMap<string, string>;
  /** The value of the output `dynamodb_tables`, references unresolved; `null` without that output. */
  readonly output: Readonly<Record<string, unknown>> | null;
  /** The value of the output `dynamodb_cutover`, references unresolved; absent without that output. */
  readonly cutover?: Readonly<Record<string, unknown>>;
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
  const tables = readTables(stack, file);
  const cutover = readOutput(stack, "dynamodb_cutover");
  return {
    ...{ name, file, tables, tableNames: readTableNames(stack, tables) },
    output: readOutput(stack, "dynamodb_tables"),
    ...(cutover && { cutover }),
  };
}

function readTables(stack: Record<string, unknown>, file: string): Map<string, TableResource> {
  const entries = entriesOf(stack, "resource", "aws_dynamodb_table");
  return new Map(entries.map(([id, resource]) => [id, readTableResource(resource, `${file} ${id}`)]));
}

/** A replica's stack makes no table of its own: it knows the primary's by ARN, and looks it up by name. */
function readTableNames(stack: Record<string, unknown>, tables: SynthesizedStack["tables"]) {
  const own = [...tables].map(([id, { create }]) => [`aws_dynamodb_table.${id}`, create.TableName] as const);
  const replicas = entriesOf(stack, "resource", "aws_dynamodb_table_replica").map(
    ([id, replica]) => [`aws_dynamodb_table_replica.${id}`, nameInArn(replica, "global_table_arn")] as const,
  );
  const found = entriesOf(stack, "data", "aws_dynamodb_table").map(
    ([id, table]) => [`data.aws_dynamodb_table.${id}`, nameInArn(table, "name")] as const,
  );
  return new Map([...own, ...replicas, ...found]);
}

function nameInArn(block: unknown, attribute: string): string {
  return isRecord(block) ? String(block[attribute]).replace(/^.*:table\//, "") : "";
}

function entriesOf(stack: Record<string, unknown>, section: string, type: string): [string, unknown][] {
  const blocks = isRecord(stack[section]) ? stack[section][type] : undefined;
  return isRecord(blocks) ? Object.entries(blocks) : [];
}

function readOutput(stack: Record<string, unknown>, name: string): Record<string, unknown> | null {
  const outputs = stack["output"];
  const output = isRecord(outputs) ? outputs[name] : undefined;
  return isRecord(output) && isRecord(output["value"]) ? output["value"] : null;
}

async function readJson(file: string, shown: string): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (isRecord(value)) return value;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw notSynthesized(shown, missing ? "file not found" : (error as Error).message, error);
  }
  throw notSynthesized(shown, "expected an object");
}

function notSynthesized(shown: string, reason: string, cause?: unknown): UsageError {
  return new UsageError(
    "synth-not-found",
    `${shown}: ${reason}: run \`npx cdktf synth\` (CDK Terrain: \`npx cdktn synth\`) first`,
    { cause },
  );
}
