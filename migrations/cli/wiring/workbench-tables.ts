import { join } from "node:path";
import { messageOf, UnreachableError, UsageError } from "../../errors";
import type { Scaffold } from "../../scaffold/scaffold";
import { isWorkbenchModel, readWorkbenchModel } from "../../scaffold/workbench-model";
import { workbenchScaffold } from "../../scaffold/workbench-scaffold";
import { readDocument } from "./read-document";

/**
 * The tables of a model that NoSQL Workbench has exported.
 *
 * @returns `undefined` if no file is one
 * @throws UsageError if there are other files beside it; UnreachableError if the model cannot be read
 */
export async function workbenchTables(
  folder: string,
  files: readonly string[],
): Promise<Scaffold | undefined> {
  for (const file of files) {
    const document = await readDocument(join(folder, file));
    if (!isWorkbenchModel(document)) continue;
    if (files.length > 1)
      throw new UsageError(
        "init-from-invalid",
        `--from: ${file} is a model of NoSQL Workbench, which has all tables; run init for each other file, with --out`,
      );
    return modelScaffold(document, file);
  }
  return undefined;
}

function modelScaffold(document: unknown, file: string): Scaffold {
  try {
    return workbenchScaffold(readWorkbenchModel(document), file);
  } catch (cause) {
    throw new UnreachableError(
      "source-wrong-shape",
      `${file} is not a model that NoSQL Workbench has exported: ${messageOf(cause)}`,
      { cause },
    );
  }
}
