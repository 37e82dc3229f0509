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
  const outputs = stacks.map((stack) => {
    const where = `${stack.file} dynamodb_tables`;
    return [stack.name, { dynamodb_tables: resolveReferences(stack.output, tablesOf(stack, made), where) }];
  });
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(Object.fromEntries(outputs), null, 2)}\n`);
}

function tablesOf({ tableNames }: StackWithTables, made: readonly MadeTable[]) {
  return new Map(
    [...tableNames].flatMap(([address, name]) => {
      const table = made.find((one) => one.name === name);
      return table === undefined ? [] : [[address, table.description] as const];
    }),
  );
}
