import { FileError, nearMiss, type Problem } from "../../yaml-file";
import { keyRules, type KeyRule } from "../transform/key-check";
import { parseTemplate } from "../transform/template";
import type { Target, TargetTable } from "../targets/target-table";
import type { Definition, Entity } from "./definition";
import type { TemplateValue } from "./definition-schema";

/**
 * Holds a definition against the tables that it writes to, before a row is read: the tables exist in the
 * outputs, and what can be told of `item` without a row produces every key attribute with its type.
 *
 * @throws FileError with every problem at its place in the migration file
 */
export function preflight(definition: Definition, target: Target, outputsName: string): void {
  const problems = definition.entities.flatMap((entity) => checkEntity(entity, target, outputsName));
  if (problems.length > 0) throw new FileError(definition.document.report(problems));
}

function checkEntity(entity: Entity, target: Target, outputsName: string): Problem[] {
  const table = Object.hasOwn(target.tables, entity.to) ? target.tables[entity.to] : undefined;
  if (table) return entity.item ? checkItem(entity, entity.item, table) : [];
  const known = Object.keys(target.tables);
  const message = `${outputsName} has no table ${JSON.stringify(entity.to)}${nearMiss(entity.to, known)}; it has: ${known.join(", ") || "none"}`;
  return [{ path: ["entities", entity.name, "to"], message }];
}

function checkItem(
  entity: Entity,
  item: Readonly<Record<string, TemplateValue>>,
  table: TargetTable,
): Problem[] {
  const path = ["entities", entity.name, "item"];
  return keyRules(table).flatMap((rule): Problem[] => {
    const template = item[rule.name];
    const what = rule.index ? `the ${rule.role} of ${rule.index}` : `the ${rule.role} of ${table.name}`;
    if (template === undefined)
      return rule.index ? [] : [{ path, message: `must produce ${rule.name}, ${what}` }];
    const type = certainType(template);
    if (type === undefined || type === rule.type) return [];
    return [
      {
        path: [...path, rule.name],
        message: `is ${what} and must be ${words[rule.type]}, but gives ${wordFor(type)}`,
      },
    ];
  });
}

const words: Record<KeyRule["type"], string> = { S: "a string (S)", N: "a number (N)", B: "binary (B)" };

function wordFor(type: string): string {
  return words[type as KeyRule["type"]] ?? `a value of type ${type}`;
}

/** The type that a template is bound to give; a lone expression can give any. */
function certainType(template: TemplateValue): string | undefined {
  if (typeof template === "number") return "N";
  if (typeof template === "boolean") return "BOOL";
  if (template === null) return "NULL";
  if (typeof template === "object") return Array.isArray(template) ? "L" : "M";
  const parts = parseTemplate(template);
  return parts.length === 1 && parts[0] && "expression" in parts[0] ? undefined : "S";
}
