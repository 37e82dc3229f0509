import type { Path } from "../../yaml-file";
import { parseTemplate } from "../mapping/template";
import type { Entity, EntityPart } from "./definition";
import type { ItemTemplate, TemplateValue } from "./entity-schema";

/** What an entity makes of a row, and where in the file that stands. */
export interface LocatedPart {
  /** `undefined` where it can only be told from rows: a function, or a row taken as it is. */
  readonly item: ItemTemplate | undefined;
  /** Of the item. */
  readonly path: Path;
  readonly part?: EntityPart;
}

/** An entity's `item`, or each of its `items`. */
export function partsOf(entity: Entity): LocatedPart[] {
  const path = ["entities", entity.name];
  if (entity.items) return entity.items.map((part, index) => placed(part, [...path, "items", index, "item"]));
  return [placed(entity, [...path, "item"])];
}

function placed(part: EntityPart, path: Path): LocatedPart {
  return { part, path, item: typeof part.item === "function" ? undefined : part.item };
}

/** The type that a template is bound to give; a lone expression can give any. */
export function certainType(template: TemplateValue): string | undefined {
  if (typeof template === "number") return "N";
  if (typeof template === "boolean") return "BOOL";
  if (template === null) return "NULL";
  if (typeof template === "object") return Array.isArray(template) ? "L" : "M";
  const parts = parseTemplate(template);
  return parts.length === 1 && parts[0] && "expression" in parts[0] ? undefined : "S";
}
