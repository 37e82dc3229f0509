import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { MadeTable } from "./make-tables";
import { resolveReferences } from "./resolve-references";
import type { StackWithTables } from "./select-stacks";

/** Writes what `cdktf output --outputs-file` would write: outputs by their Terraform name, by stack. */
export async function writeOutputs(
  file: string,
  stacks: readonly StackWithTables[],
  made: readonly MadeTable[],
): Promise<void> {
  const outputs = stacks.map(({ name, file: source, output }) => {
    const ofStack = made.filter(({ stack }) => stack === name);
    const tables = new Map(ofStack.map(({ id, description }) => [id, description]));
    return [name, { dynamodb_tables: resolveReferences(output, tables, `${source} dynamodb_tables`) }];
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(Object.fromEntries(outputs), null, 2)}\n`);
}
