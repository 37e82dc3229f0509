import { createHash } from "node:crypto";
import { FileError, formatPath, LocatedDocument, problemsOf } from "../../yaml-file";
import type { Compile } from "../mapping/expression";
import { maxItemBytes } from "../items/item-size";
import type { OversizeRules } from "../mapping/oversize/oversize-rules";
import { checkEntities } from "./check-entities";
import { checkFrom } from "./check-from";
import { checkSource, kindsOf } from "./check-source";
import { checkTemplates } from "./check-templates";
import type { Definition, DefinitionLocations, Entity } from "./definition";
import { definitionSchema, type DefinitionFile, type SourceKind } from "./definition-schema";
import type { EntityFile } from "./entity-schema";
import { resolveLocations } from "./resolve-locations";

/** What every migration file is read with. */
interface DefinitionSettings {
  readonly fileName: string;
  /** What `${env.NAME}` refers to. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly compile: Compile;
}

/** A migration file in YAML. */
export interface LoadSettings extends DefinitionSettings {
  readonly text: string;
}

/** A migration file that is a program, once it has been run. */
export interface LoadModuleSettings extends DefinitionSettings {
  /** Its default export. */
  readonly value: unknown;
  /** Of the file and the local modules that it imports. */
  readonly fingerprint: string;
}

/** Reads and checks a migration file. @throws FileError with every problem of the file at once. */
export function loadDefinition({ text, ...settings }: LoadSettings): Definition {
  const document = LocatedDocument.parse(settings.fileName, text);
  const fingerprint = createHash("sha256").update(text).digest("hex");
  return checkDefinition(document.value, document, fingerprint, settings);
}

/** Checks what a `migration.ts` exports, as a YAML file is checked. @throws FileError with every problem at once */
export function loadDefinitionModule({ value, fingerprint, ...settings }: LoadModuleSettings): Definition {
  const file = settings.fileName;
  const locations: DefinitionLocations = {
    report: (problems) => problems.map(({ path, message }) => ({ file, path: formatPath(path), message })),
    sourceOf: () => undefined,
  };
  return checkDefinition(value, locations, fingerprint, settings);
}

function checkDefinition(
  value: unknown,
  document: DefinitionLocations,
  fingerprint: string,
  { fileName, env, compile }: DefinitionSettings,
): Definition {
  const problems = problemsOf(definitionSchema, value);
  if (problems.length > 0) throw new FileError(document.report(problems));
  const file = definitionSchema.parse(value);
  const wrong = [
    checkSource(file),
    checkEntities(file),
    checkFrom(file, kindsOf(file)),
    checkTemplates(file, document, compile),
  ].flat();
  if (wrong.length > 0) throw new FileError(document.report(wrong));
  const locations = resolveLocations(file, env, compile);
  if ("problems" in locations) throw new FileError(document.report(locations.problems));
  const oversize = oversizeOf(file, locations.bucket);
  return {
    name: file.name,
    fileName,
    source: { kind: kindsOf(file)[0] as SourceKind, location: locations.location },
    entities: Object.entries(file.entities).map(([name, one]) => ({
      ...entityOf(name, one),
      ...(oversize && { oversize }),
    })),
    ...(locations.assumeRole && { assumeRole: locations.assumeRole }),
    fingerprint,
    document,
  };
}

function entityOf(name: string, { items, ...file }: EntityFile): Entity {
  const { omitNull = false, omitEmpty, omit } = file;
  const inherited = { ...(omitEmpty !== undefined && { omitEmpty }), ...(omit && { omit }) };
  return {
    ...file,
    ...(items && { items: items.map((part) => ({ omitNull, ...inherited, ...part })) }),
    omitNull,
    name,
  };
}

function oversizeOf({ oversize }: DefinitionFile, bucket: string | undefined): OversizeRules | undefined {
  if (oversize === undefined || oversize === "reject") return undefined;
  const { over = maxItemBytes, compress = [], offload } = oversize;
  return {
    ...{ over, compress },
    ...(offload && bucket !== undefined && { offload: { prefix: "", ...offload, bucket } }),
  };
}
