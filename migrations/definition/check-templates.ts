import type { Path, Problem } from "../../yaml-file";
import { messageOf } from "../errors";
import type { Compile } from "../mapping/expression";
import { canonicalNumber } from "../items/number-text";
import { isSpread, spreadKey, spreadsOf } from "../mapping/spread";
import { parseTemplate, type TemplatePart } from "../mapping/template";
import type { DefinitionLocations } from "./definition";
import type { DefinitionFile } from "./definition-schema";
import type { EntityFile, PartFile, TemplateValue } from "./entity-schema";

/** Compiles every expression of a file once, so that mistakes show before a row is read. */
export function checkTemplates(
  file: DefinitionFile,
  locations: DefinitionLocations,
  compile: Compile,
): Problem[] {
  const check = new TemplateCheck(locations, compile);
  return Object.entries(file.entities).flatMap(([name, entity]) => [
    ...check.part(entity, ["entities", name], false),
    ...(entity.items ?? []).flatMap((part, index) =>
      check.part(part, ["entities", name, "items", index], part.forEach !== undefined),
    ),
  ]);
}

/** The expressions and attribute values of a change, as {@link checkChangeTemplates} takes them. */
export interface ChangeTemplates {
  readonly where?: string | undefined;
  readonly set: Readonly<Record<string, TemplateValue>>;
  readonly add: Readonly<Record<string, TemplateValue>>;
}

/** Compiles every expression of a change of existing items. */
export function checkChangeTemplates(
  { where, set, add }: ChangeTemplates,
  locations: DefinitionLocations,
  compile: Compile,
): Problem[] {
  const check = new TemplateCheck(locations, compile);
  return [
    ...check.step(where, ["where"], "${row.status == 'new'}", false),
    ...check.members(set, ["set"], false),
    ...check.members(add, ["add"], false),
  ];
}

/** Below `...` are expressions alone, whose values are maps. */
function wrongSpreads(map: Readonly<Record<string, TemplateValue>>, path: Path): Problem[] {
  const isRight = spreadsOf(map)?.every((one) => typeof one === "string" && !isText(one));
  const message = "must be one expression that gives a map, such as ${row}, or a list of these";
  return isRight ? [] : [{ path: [...path, spreadKey], message }];
}

/** An expression that cannot be parsed is a problem of its own. */
function isText(template: string): boolean {
  try {
    return !isSpread(template);
  } catch {
    return false;
  }
}

class TemplateCheck {
  constructor(
    private readonly locations: DefinitionLocations,
    private readonly compile: Compile,
  ) {}

  /** @param isElement whether it has a `forEach`, and with it `each` and `index` */
  part(part: PartFile | EntityFile, path: Path, isElement: boolean): Problem[] {
    const forEach = "forEach" in part ? part.forEach : undefined;
    return [
      ...this.step(forEach, [...path, "forEach"], "${row.test_cases}", false),
      ...this.step(part.where, [...path, "where"], "${row.user_id != null}", isElement),
      ...this.members(typeof part.item === "function" ? {} : (part.item ?? {}), [...path, "item"], isElement),
    ];
  }

  step(step: unknown, path: Path, example: string, isElement: boolean): Problem[] {
    if (typeof step !== "string") return [];
    const parts = this.parts(step, path, isElement);
    if ("problem" in parts) return [parts.problem];
    if (parts.length === 1 && parts[0] && "expression" in parts[0]) return [];
    return [{ path, message: `must be one expression, such as ${example}, got ${JSON.stringify(step)}` }];
  }

  private value(value: TemplateValue, path: Path, isElement: boolean): Problem[] {
    if (typeof value === "string") {
      const parts = this.parts(value, path, isElement);
      return "problem" in parts ? [parts.problem] : [];
    }
    if (typeof value === "number") return this.number(value, path);
    if (typeof value !== "object" || value === null) return [];
    if (Array.isArray(value))
      return value.flatMap((member, index) =>
        this.value(member as TemplateValue, [...path, index], isElement),
      );
    return this.members(value as Readonly<Record<string, TemplateValue>>, path, isElement);
  }

  members(map: Readonly<Record<string, TemplateValue>>, path: Path, isElement: boolean): Problem[] {
    return Object.entries(map).flatMap(([name, value]) => [
      ...(name === spreadKey ? wrongSpreads(map, path) : []),
      ...this.value(value, [...path, name], isElement),
    ]);
  }

  private number(value: number, path: Path): Problem[] {
    const written = this.locations.sourceOf(path);
    const digits = written === undefined ? undefined : canonicalNumber(written);
    const isExact =
      digits === undefined
        ? !Number.isInteger(value) || Number.isSafeInteger(value)
        : digits === canonicalNumber(String(value));
    if (isExact) return [];
    const remedy = `\${number('${written ?? value}')}`;
    return [{ path, message: `has more digits than a number of this file keeps; write ${remedy}` }];
  }

  private parts(text: string, path: Path, isElement: boolean): TemplatePart[] | { problem: Problem } {
    try {
      const parts = parseTemplate(text);
      for (const part of parts) if ("expression" in part) this.compile(part.expression, isElement);
      return parts;
    } catch (error) {
      return { problem: { path, message: `${JSON.stringify(text)}: ${messageOf(error)}` } };
    }
  }
}
