import type { Path, Problem } from "../../yaml-file";
import { asText, type Compile } from "../mapping/expression";
import { firstLine } from "../mapping/first-line";
import { MappingInput } from "../mapping/mapping-input";
import { parseTemplate } from "../mapping/template";
import { kindsOf } from "./check-source";
import type { AssumedRole, Definition } from "./definition";
import type { DefinitionFile, SourceKind } from "./definition-schema";

/** Where things are outside the file. */
export interface ResolvedLocations {
  /** Of the source. */
  readonly location: string;
  /** That large attributes go to. */
  readonly bucket: string | undefined;
  readonly assumeRole: Definition["assumeRole"];
}

/** Puts the environment's variables in; only they may be referred to, so that secrets stay out of the file. */
export function resolveLocations(
  file: DefinitionFile,
  env: Readonly<Record<string, string | undefined>>,
  compile: Compile,
): ResolvedLocations | { readonly problems: readonly Problem[] } {
  const kind = kindsOf(file)[0] as SourceKind;
  const bucket = typeof file.oversize === "object" ? file.oversize.offload?.bucket : undefined;
  const problems: Problem[] = [];
  const resolve = (template: string, path: Path): string => {
    const resolved = resolveText(template, env, compile);
    if ("value" in resolved) return resolved.value;
    problems.push({ path, message: resolved.problem });
    return "";
  };
  const locations = {
    location: resolve(file.source[kind] as string, ["source", kind]),
    assumeRole: file.assumeRole && rolesOf(file.assumeRole, resolve),
    bucket: bucket === undefined ? undefined : resolve(bucket, ["oversize", "offload", "bucket"]),
  };
  return problems.length > 0 ? { problems } : locations;
}

function rolesOf(
  { source, target }: NonNullable<DefinitionFile["assumeRole"]>,
  resolve: (template: string, path: Path) => string,
): NonNullable<Definition["assumeRole"]> {
  const roleOf = ({ arn, ...rest }: NonNullable<typeof source>, side: string): AssumedRole => ({
    ...{ ...rest, arn: resolve(arn, ["assumeRole", side, "arn"]) },
  });
  return {
    ...(source && { source: roleOf(source, "source") }),
    ...(target && { target: roleOf(target, "target") }),
  };
}

function resolveText(
  template: string,
  env: Readonly<Record<string, string | undefined>>,
  compile: Compile,
): { readonly value: string } | { readonly problem: string } {
  const input = new MappingInput({}, { env, entity: "" });
  const other = /\$\{[^}]*(?<![.\w])(row|entity)\b[^}]*\}/.exec(template)?.[0];
  if (other) return { problem: `may refer only to env, got ${other}` };
  try {
    const parts = parseTemplate(template).map((part) =>
      "text" in part ? part.text : asText(compile(part.expression)(input)),
    );
    return { value: parts.join("") };
  } catch (error) {
    const missing = /No such key: (\w+)/.exec(firstLine(error))?.[1];
    return {
      problem: missing ? `needs the environment variable ${missing}, which is not set` : firstLine(error),
    };
  }
}
