import { FileError, nearMissOrList, type Problem } from "../../yaml-file";
import { epochAttribute } from "../items/epoch-attribute";
import type { Target, TargetTable } from "../items/target-table";
import { keyRules, type KeyRule } from "../items/key-check";
import { maxSeconds } from "../items/time-to-live";
import { hasSpread } from "../mapping/spread";
import type { Definition, Entity } from "./definition";
import { checkKeyOverlap } from "./key-overlap";
import { certainType, partsOf, type LocatedPart } from "./located-part";
import { checkOversizeAttributes } from "./preflight-oversize";

/**
 * Checks a definition against its target tables before a row is read: the outputs have the tables, and `item`, as far
 * as it is known without a row, produces every key attribute with its type, a time to live that the service acts upon,
 * and no key that another entity can produce.
 *
 * @throws FileError with every problem at its position in the migration file
 */
export function preflight(definition: Definition, target: Target, outputsName: string): void {
  const problems = [
    ...definition.entities.flatMap((entity) => checkEntity(entity, target, outputsName)),
    ...checkKeyOverlap(definition, target),
    ...checkOversizeAttributes(definition, target),
  ];
  if (problems.length > 0) throw new FileError(definition.document.report(problems));
}

function checkEntity(entity: Entity, target: Target, outputsName: string): Problem[] {
  const table = Object.hasOwn(target.tables, entity.to) ? target.tables[entity.to] : undefined;
  if (table) return partsOf(entity).flatMap((part) => checkPart(part, table));
  const known = Object.keys(target.tables);
  const message = `${outputsName} has no table ${JSON.stringify(entity.to)}${nearMissOrList(entity.to, known, `it has: ${known.join(", ") || "none"}`)}`;
  return [{ path: ["entities", entity.name, "to"], message }];
}

function checkPart({ item, path, part }: LocatedPart, table: TargetTable): Problem[] {
  if (!item) return [];
  const keys = keyRules(table).flatMap((rule): Problem[] => {
    const template = item[rule.name];
    const what = rule.index ? `the ${rule.role} of ${rule.index}` : `the ${rule.role} of ${table.name}`;
    if (template === undefined)
      return rule.index || (hasSpread(item) && !part?.omit?.includes(rule.name))
        ? []
        : [{ path, message: `must produce ${rule.name}, ${what}` }];
    const type = certainType(template);
    if (type === undefined || type === rule.type) return [];
    return [
      {
        path: [...path, rule.name],
        message: `is ${what} and must be ${words[rule.type]}, but gives ${wordFor(type)}`,
      },
    ];
  });
  return [...keys, ...checkTimeToLive({ item, path }, table), ...checkReserved({ item, path })];
}

function checkReserved({ item, path }: LocatedPart): Problem[] {
  if (!item || !Object.hasOwn(item, epochAttribute)) return [];
  const message = "is reserved: cutover stores the epoch of the authority in it; choose another name";
  return [{ path: [...path, epochAttribute], message }];
}

function checkTimeToLive({ item, path }: LocatedPart, { name, ttlAttribute }: TargetTable): Problem[] {
  const template = ttlAttribute ? item?.[ttlAttribute] : undefined;
  if (!ttlAttribute || template === undefined || template === null) return [];
  const what = `is what items of ${name} expire by`;
  const problem = (message: string): Problem[] => [{ path: [...path, ttlAttribute], message }];
  const type = certainType(template);
  if (type !== undefined && type !== "N")
    return problem(
      `${what} and must be a number of seconds (N), but gives ${wordFor(type)}; an expression alone keeps its type: \${epoch(row.created_at)}`,
    );
  return typeof template === "number" && template > maxSeconds
    ? problem(`${what} and must be in seconds, but ${template} is in milliseconds`)
    : [];
}

const words: Record<KeyRule["type"], string> = { S: "a string (S)", N: "a number (N)", B: "binary (B)" };

function wordFor(type: string): string {
  return words[type as KeyRule["type"]] ?? `a value of type ${type}`;
}
