import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { nearMiss } from "../../yaml-file";
import type { Definition } from "../definition/definition";
import { loadDefinition } from "../definition/load-definition";
import { preflight } from "../definition/preflight";
import { messageOf, UsageError } from "../errors";
import type { ReaderSettings } from "../pipeline/entity-reader";
import { readOutputs } from "../targets/read-outputs";
import { loadCel } from "../transform/expression";
import { type LocalConnection, localConnection } from "./local-connection";
import { makeSource } from "./make-source";
import type { MigrationOptions } from "./migration-options";
import type { Terminal } from "./terminal";

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
  const text = await read(
    resolve(terminal.cwd, file),
    file,
    "migration file",
    "name it as the first argument",
  );
  const definition = loadDefinition({ fileName: file, text, env: terminal.env, compile });
  checkEntityNames(definition, options.entity ?? []);
  const local = options.local ? await localConnection(terminal.cwd, options.runFolder) : undefined;
  const outputsName = options.outputs ?? local?.outputsFile ?? "outputs.json";
  const target = readOutputs(outputsName, await readOutputsText(outputsName, terminal), options.stack);
  preflight(definition, target, outputsName);
  const source = makeSource(definition, dirname(file), terminal.cwd);
  return { definition, target, source, compile, env: terminal.env, local };
}

function checkEntityNames(definition: Definition, wanted: readonly string[]): void {
  const known = definition.entities.map((entity) => entity.name);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const message = `--entity: ${definition.fileName} has no entity "${unknown}"${nearMiss(unknown, known)}; it has: ${known.join(", ")}`;
  throw new UsageError("entity-unknown", message);
}

async function readOutputsText(name: string, terminal: Terminal): Promise<string> {
  if (name === "-") return terminal.readInput();
  return read(resolve(terminal.cwd, name), name, "outputs file", "name it with --outputs, or use --local");
}

async function read(path: string, name: string, what: string, remedy: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    const reason = missing
      ? `there is no ${what} ${name}`
      : `cannot read the ${what} ${name}: ${messageOf(cause)}`;
    throw new UsageError("file-unreadable", `${reason}; ${remedy}`, { cause });
  }
}
