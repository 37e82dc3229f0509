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
  const outputs = stacks.map((stack) => [stack.name, outputsOf(stack, made)] as const);
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(Object.fromEntries(outputs), null, 2)}\n`);
}

function outputsOf(stack: StackWithTables, made: readonly MadeTable[]) {
  const { output, cutover, file } = stack;
  const tables = tablesOf(stack, made);
  return {
    dynamodb_tables: resolveReferences(output, tables, `${file} dynamodb_tables`),
    ...(cutover && { dynamodb_cutover: resolveReferences(cutover, tables, `${file} dynamodb_cutover`) }),
  };
}

function tablesOf({ tableNames }: StackWithTables, made: readonly MadeTable[]) {
  return new Map(
    [...tableNames].flatMap(([address, name]) => {
      const table = made.find((one) => one.name === name);
      return table === undefined ? [] : [[address, table.description] as const];
    }),
  );
}
