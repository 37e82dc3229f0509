import { formatPath, type Problem } from "../../yaml-file";
import { keyAttributes, type Target } from "../items/target-table";
import { mentionsElement } from "../mapping/referenced-columns";
import { hasSpread } from "../mapping/spread";
import { parseTemplate } from "../mapping/template";
import type { Definition, Entity } from "./definition";
import type { ItemTemplate, TemplateValue } from "./entity-schema";
import { partsOf, type LocatedPart } from "./located-part";

/** A part with the entity that it belongs to. */
interface Maker extends LocatedPart {
  readonly entity: Entity;
  readonly item: ItemTemplate;
}

/**
 * Of two items with one key only one can be in the table. What entities (and the `items` of one) are bound to keep
 * apart by the fixed text in their keys is told from the file; where that is not so, it has to be said with
 * `sharesKeysWith`. Keys made by functions, and of rows taken as they are, are told apart row by row.
 */
export function checkKeyOverlap(definition: Definition, target: Target): Problem[] {
  return [...new Set(definition.entities.map((entity) => entity.to))].flatMap((to) => {
    const table = Object.hasOwn(target.tables, to) ? target.tables[to] : undefined;
    if (!table) return [];
    const names = keyAttributes(table).map((key) => key.name);
    const makers = definition.entities.filter((entity) => entity.to === to).flatMap(makersOf);
    return [
      ...makers.flatMap((one, index) => overlapWith(makers.slice(0, index), one, names)),
      ...makers.flatMap((one) => sameForAllElements(one, names)),
    ];
  });
}

function makersOf(entity: Entity): Maker[] {
  return partsOf(entity).flatMap((part) => (part.item ? [{ ...part, item: part.item, entity }] : []));
}

function overlapWith(earlier: readonly Maker[], one: Maker, names: readonly string[]): Problem[] {
  const other = earlier.find(
    (before) =>
      [before, one].every(({ item }) => isListed(item, names)) &&
      mayMeet(before, one) &&
      !names.some((name) => apart(before, one, name)),
  );
  if (!other) return [];
  const key = names.join(" and ");
  const message =
    other.entity === one.entity
      ? `can produce the same ${key} as ${formatPath(other.path.slice(2, -1))}, before it; give them different texts there`
      : `can produce the same ${key} as the entity ${other.entity.name}; give them different texts there, or say that their rows never meet with sharesKeysWith: [${other.entity.name}]`;
  return [{ path: one.path, message }];
}

/** Whether the file says what the keys are; those of a map that is taken as it is are known only from a row. */
function isListed(item: ItemTemplate, names: readonly string[]): boolean {
  return !hasSpread(item) || names.every((name) => Object.hasOwn(item, name));
}

/** Items of one row with conditions of their own may well take turns. */
function mayMeet(a: Maker, b: Maker): boolean {
  if (a.entity === b.entity) return a.part?.where === undefined || b.part?.where === undefined;
  return !areSaidApart(a.entity, b.entity) && !areSaidApart(b.entity, a.entity);
}

function areSaidApart(entity: Entity, other: Entity): boolean {
  return entity.sharesKeysWith?.includes(other.name) ?? false;
}

function apart(a: Maker, b: Maker, name: string): boolean {
  const [one, other] = [a.item[name], b.item[name]];
  if (one === undefined || other === undefined) return false;
  if (typeof one === "number" && typeof other === "number") return one !== other;
  return typeof one === "string" && typeof other === "string" && textsApart(fixedText(one), fixedText(other));
}

/** The fixed text at the start and the end of a template's values; the whole text if it has no expression. */
export interface FixedText {
  readonly start: string;
  readonly end: string;
  readonly whole: boolean;
}

/** The fixed text of a template. */
export function fixedText(template: string): FixedText {
  const parts = parseTemplate(template);
  const [first, last] = [parts[0], parts.at(-1)];
  return {
    start: first && "text" in first ? first.text : "",
    end: last && "text" in last ? last.text : "",
    whole: parts.length === 1 && first !== undefined && "text" in first,
  };
}

/** Whether no value of one can be a value of the other. */
export function textsApart(a: FixedText, b: FixedText): boolean {
  if (a.whole && b.whole) return a.start !== b.start;
  if (a.whole) return !fits(a.start, b);
  if (b.whole) return !fits(b.start, a);
  const starts = a.start.startsWith(b.start) || b.start.startsWith(a.start);
  const ends = a.end.endsWith(b.end) || b.end.endsWith(a.end);
  return !starts || !ends;
}

/** Whether a text can be a value of a template with this fixed text. */
export function fits(text: string, { start, end }: FixedText): boolean {
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

function sameForAllElements({ part, item, path }: Maker, names: readonly string[]): Problem[] {
  if (part?.forEach === undefined || !isListed(item, names) || names.some((name) => isPerElement(item[name])))
    return [];
  const message = `gives every element of forEach the same key; use each or index in ${names.join(" or ")}`;
  return [{ path, message }];
}

function isPerElement(template: TemplateValue | undefined): boolean {
  return typeof template === "string" && mentionsElement(template);
}
