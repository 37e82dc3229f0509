import { resolve } from "node:path";
import { nearMiss } from "../../../yaml-file";
import type { Definition } from "../../definition/definition";
import { loadDefinition, loadDefinitionModule } from "../../definition/load-definition";
import { preflight } from "../../definition/preflight";
import { UsageError } from "../../errors";
import type { ReaderSettings } from "../../pipeline/read/entity-reader";
import { type Compile, loadCel } from "../../mapping/expression";
import { isModule, loadModule } from "./load-module";
import type { LocalConnection } from "./local-connection";
import { makeSource } from "./make-source";
import type { MigrationOptions } from "../options/migration-options";
import { openTarget } from "./open-target";
import { readText } from "./read-text";
import { ScratchFolder } from "./scratch-folder";
import type { Terminal } from "../terminal";

/** A migration file and the tables it goes to, read and held against each other. */
export interface Migration extends ReaderSettings {
  /** The embedded DynamoDB, with `--local`. */
  readonly local: LocalConnection | undefined;
}

/** Reads what every command needs. @throws UsageError, FileError */
export async function openMigration(
  file: string,
  options: MigrationOptions,
  terminal: Terminal,
): Promise<Migration> {
  const compile = await loadCel();
  const definition = await readDefinition(file, compile, terminal);
  checkEntityNames(definition, options.entity ?? []);
  const { target, outputsName, local } = await openTarget(options, terminal);
  preflight(definition, target, outputsName);
  const source = makeSource(definition, terminal);
  const scratch = new ScratchFolder(resolve(terminal.cwd, options.runFolder));
  return { definition, target, source, compile, env: terminal.env, scratch, local };
}

async function readDefinition(file: string, compile: Compile, terminal: Terminal): Promise<Definition> {
  const settings = { fileName: file, env: terminal.env, compile };
  const text = await readText(file, "migration file", "name it as the first argument", terminal);
  if (!isModule(file)) return loadDefinition({ ...settings, text });
  return loadDefinitionModule({ ...settings, ...(await loadModule(file, terminal)) });
}

function checkEntityNames(definition: Definition, wanted: readonly string[]): void {
  const known = definition.entities.map((entity) => entity.name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `--entity: ${definition.fileName} has no entity "${unknown}"${nearMiss(unknown, known)}; it has: ${known.join(", ")}`;
  throw new UsageError("entity-unknown", message);
}
