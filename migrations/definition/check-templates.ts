import type { Path, Problem } from "../../yaml-file";
import { messageOf } from "../errors";
import type { Compile } from "../transform/expression";
import { parseTemplate } from "../transform/template";
import type { DefinitionFile, TemplateValue } from "./definition-schema";

/** Compiles every expression of a file once, so that mistakes show before a row is read. */
export function checkTemplates(file: DefinitionFile, compile: Compile): Problem[] {
  return Object.entries(file.entities).flatMap(([name, entity]) => [
    ...(entity.where === undefined ? [] : checkText(entity.where, ["entities", name, "where"], compile)),
    ...(entity.where === undefined
      ? []
      : checkWhereIsOneExpression(entity.where, ["entities", name, "where"])),
    ...Object.entries(entity.item ?? {}).flatMap(([attribute, value]) =>
      checkValue(value, ["entities", name, "item", attribute], compile),
    ),
  ]);
}

function checkValue(value: TemplateValue, path: Path, compile: Compile): Problem[] {
  if (typeof value === "string") return checkText(value, path, compile);
  if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return [
      {
        path,
        message:
          'has more digits than a YAML number keeps; write it as an expression, "${…}", or take it from the row',
      },
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([step, member]) => checkValue(member, [...path, step], compile));
}

function checkText(text: string, path: Path, compile: Compile): Problem[] {
  try {
    for (const part of parseTemplate(text)) if ("expression" in part) compile(part.expression);
    return [];
  } catch (error) {
    return [{ path, message: `${JSON.stringify(text)}: ${messageOf(error)}` }];
  }
}

function checkWhereIsOneExpression(text: string, path: Path): Problem[] {
  try {
    const parts = parseTemplate(text);
    return parts.length === 1 && parts[0] && "expression" in parts[0]
      ? []
      : [
          {
            path,
            message: `must be one expression, such as \${row.user_id != null}, got ${JSON.stringify(text)}`,
          },
        ];
  } catch {
    return [];
  }
}
