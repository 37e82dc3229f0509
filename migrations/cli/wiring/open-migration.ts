import { resolve } from "node:path";
import { nearMissOrList } from "../../../yaml-file";
import type { Definition } from "../../definition/definition";
import { loadDefinition, loadDefinitionModule } from "../../definition/load-definition";
import { preflight } from "../../definition/preflight";
import { UsageError } from "../../errors";
import type { ReaderSettings } from "../../pipeline/read/entity-reader";
import { type Compile, loadCel, loadCelFor } from "../../mapping/expression";
import type { CutoverOutput } from "../../targets/cutover-output";
import type { WorkersOutput } from "../../targets/workers-output";
import { readCutoverOutput, readWorkersOutput } from "../../targets/read-outputs";
import { isModule, loadModule } from "./load-module";
import type { LocalConnection } from "./local-connection";
import type { MigrationOptions } from "../options/migration-options";
import { openSource } from "./open-source";
import { openTarget } from "./open-target";
import { readText } from "./read-text";
import { ScratchFolder } from "./scratch-folder";
import type { TableFilesOrder } from "./table-files-order";
import type { ProcessContext } from "../process-context";

/** A migration file and its target tables, read and checked against each other. */
export interface Migration extends ReaderSettings {
  /** The embedded DynamoDB, with `--local`. */
  readonly local: LocalConnection | undefined;
  /** The control of cutovers that the same stack has made. */
  readonly cutover?: CutoverOutput | undefined;
  /** The files that it moves, if it was made of them instead of a migration file. */
  readonly tableFiles?: TableFilesOrder | undefined;
  /** The workers on AWS Batch that the same stack has made. */
  readonly workers?: WorkersOutput | undefined;
}

/** Reads what every command needs. @throws UsageError, FileError */
export async function openMigration(
  file: string,
  options: MigrationOptions,
  context: ProcessContext,
): Promise<Migration> {
  const { definition, compile } = await readDefinition(file, context);
  checkEntityNames(definition, options.entity ?? []);
  const { target, outputsName, local, text } = await openTarget(options, context);
  preflight(definition, target, outputsName);
  const cutover = readCutoverOutput(outputsName, text, options.stack);
  const workers = readWorkersOutput(outputsName, text, options.stack);
  const scratch = new ScratchFolder(resolve(context.cwd, options.runFolder));
  const source = await openSource(definition, context, scratch);
  return { definition, target, source, compile, env: context.env, scratch, local, cutover, workers };
}

/** Reads and checks a migration file. @returns the compiler of its expressions, too @throws UsageError, FileError */
export async function readDefinition(
  file: string,
  context: ProcessContext,
): Promise<{ readonly definition: Definition; readonly compile: Compile }> {
  const text = await readText(file, "migration file", "name it as the first argument", context);
  const compile = await (isModule(file) ? loadCel() : loadCelFor(text));
  const settings = { fileName: file, env: context.env, compile };
  const definition = isModule(file)
    ? loadDefinitionModule({ ...settings, ...(await loadModule(file, context)) })
    : loadDefinition({ ...settings, text });
  return { definition, compile };
}

/** @throws UsageError if a name is not an entity's */
export function checkEntityNames(definition: Definition, wanted: readonly string[]): void {
  const known = definition.entities.map((entity) => entity.name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `--entity: ${definition.fileName} has no entity "${unknown}"${nearMissOrList(unknown, known, `it has: ${known.join(", ")}`)}`;
  throw new UsageError("entity-unknown", message);
}
