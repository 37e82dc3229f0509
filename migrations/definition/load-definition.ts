import { createHash } from "node:crypto";
import { FileError, LocatedDocument, problemsOf, type Problem } from "../../yaml-file";
import { asText, celScope, firstLine, type Compile } from "../transform/expression";
import { parseTemplate } from "../transform/template";
import { checkFrom } from "./check-from";
import { checkTemplates } from "./check-templates";
import type { Definition, Entity } from "./definition";
import {
  builtSourceKinds,
  definitionSchema,
  sourceKinds,
  type DefinitionFile,
  type SourceKind,
} from "./definition-schema";

/** What a migration file is read with. */
export interface LoadSettings {
  readonly fileName: string;
  readonly text: string;
  /** What `${env.NAME}` refers to. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly compile: Compile;
}

/** Reads and checks a migration file. @throws FileError with every problem of the file at once. */
export function loadDefinition({ fileName, text, env, compile }: LoadSettings): Definition {
  const document = LocatedDocument.parse(fileName, text);
  const problems = problemsOf(definitionSchema, document.value);
  if (problems.length > 0) throw new FileError(document.report(problems));
  const file = definitionSchema.parse(document.value);
  const wrong = [
    checkSource(file),
    checkOversize(file),
    checkEntities(file),
    checkFrom(file, kindsOf(file)),
    checkTemplates(file, compile),
  ].flat();
  if (wrong.length > 0) throw new FileError(document.report(wrong));

  const kind = kindsOf(file)[0] as SourceKind;
  const location = resolveLocation(file.source[kind] as string, env, compile);
  if ("problem" in location)
    throw new FileError(document.report([{ path: ["source", kind], message: location.problem }]));
  return {
    name: file.name,
    fileName,
    source: { kind, location: location.value },
    entities: Object.entries(file.entities).map(([name, entity]): Entity => ({
      omitNull: false,
      ...entity,
      name,
    })),
    fingerprint: createHash("sha256").update(text).digest("hex"),
    document,
  };
}

function kindsOf(file: DefinitionFile): SourceKind[] {
  return sourceKinds.filter((kind) => file.source[kind] !== undefined);
}

function checkSource(file: DefinitionFile): Problem[] {
  const kinds = kindsOf(file);
  if (kinds.length !== 1) {
    return [
      {
        path: ["source"],
        message: `must name one kind of source (${sourceKinds.join(", ")}), got ${kinds.join(" and ") || "none"}`,
      },
    ];
  }
  return kinds
    .filter((kind) => !builtSourceKinds.includes(kind))
    .map((kind) => ({
      path: ["source", kind],
      at: "key",
      message: `is part of the format, but this version reads only ${builtSourceKinds.join(", ")}`,
    }));
}

function checkEntities(file: DefinitionFile): Problem[] {
  return Object.keys(file.entities).length > 0
    ? []
    : [{ path: ["entities"], message: "must hold at least one entity" }];
}

function checkOversize(file: DefinitionFile): Problem[] {
  const built = file.oversize === undefined || file.oversize === "reject";
  return built
    ? []
    : [{ path: ["oversize"], message: 'is part of the format, but this version only knows "reject"' }];
}

/** The source's location may only refer to `env`, so that secrets stay out of the file. */
function resolveLocation(
  template: string,
  env: LoadSettings["env"],
  compile: Compile,
): { value: string } | { problem: string } {
  const scope = celScope({ row: {}, env, entity: "" });
  const other = /\$\{[^}]*(?<![.\w])(row|entity)\b[^}]*\}/.exec(template)?.[0];
  if (other) return { problem: `may refer only to env, got ${other}` };
  try {
    const parts = parseTemplate(template).map((part) =>
      "text" in part ? part.text : asText(compile(part.expression)(scope)),
    );
    return { value: parts.join("") };
  } catch (error) {
    const missing = /No such key: (\w+)/.exec(firstLine(error))?.[1];
    return {
      problem: missing ? `needs the environment variable ${missing}, which is not set` : firstLine(error),
    };
  }
}
