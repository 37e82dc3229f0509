import { readFile } from "node:fs/promises";
import { nearMissOrList } from "../../yaml-file";
import type { Definition, Entity } from "../../migrations/definition/definition";
import { loadDefinition, loadDefinitionModule } from "../../migrations/definition/load-definition";
import { preflight } from "../../migrations/definition/preflight";
import { messageOf } from "../../migrations/errors";
import type { Target } from "../../migrations/items/target-table";
import { loadCel } from "../../migrations/mapping/expression";
import { readOutputs } from "../../migrations/targets/read-outputs";
import { CutoverError } from "../errors";
import { EntityMapping } from "./entity-mapping";
import type { MigrationMapping, RecordMappingOptions } from "./migration-mapping";

/** Reads and checks the files that {@link RecordMappingOptions} name. @throws FileError, UsageError, CutoverError */
export async function openMapping(options: RecordMappingOptions): Promise<MigrationMapping> {
  const { migration, outputs, stack, env = {} } = options;
  const compile = await loadCel();
  const fileName = typeof migration === "string" ? migration : "the migration";
  const definition =
    typeof migration === "string"
      ? loadDefinition({ text: await readText(migration), fileName, env, compile })
      : loadDefinitionModule({ value: migration, fingerprint: "", fileName, env, compile });
  const outputsName = typeof outputs === "string" ? outputs : "the output dynamodb_tables";
  const target = typeof outputs === "string" ? readOutputs(outputs, await readText(outputs), stack) : outputs;
  preflight(definition, target, outputsName);
  const entity = entityNamed(options.entity, definition);
  return EntityMapping.create({ definition, entity, target: target satisfies Target, env, compile }, options);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new CutoverError(`cannot read ${path}: ${messageOf(cause)}`, false, { cause });
  }
}

function entityNamed(name: string, { entities, fileName }: Definition): Entity {
  const found = entities.find((entity) => entity.name === name);
  if (found) return found;
  const known = entities.map((entity) => entity.name);
  throw new CutoverError(
    `${fileName} has no entity "${name}"${nearMissOrList(name, known, `it has: ${known.join(", ")}`)}`,
    false,
  );
}
