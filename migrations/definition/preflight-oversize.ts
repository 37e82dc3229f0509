import { nearMiss, type Path, type Problem } from "../../yaml-file";
import { keyRules } from "../items/key-check";
import type { Target, TargetTable } from "../items/target-table";
import { hasSpread } from "../mapping/spread";
import type { Definition } from "./definition";
import { partsOf } from "./located-part";

/** Attributes that `oversize` compresses or offloads must exist, and must not be keys or the TTL attribute. */
export function checkOversizeAttributes(definition: Definition, target: Target): Problem[] {
  const rules = definition.entities[0]?.oversize;
  if (!rules) return [];
  const tables = definition.entities.flatMap((entity) =>
    Object.hasOwn(target.tables, entity.to) ? [target.tables[entity.to] as TargetTable] : [],
  );
  const produced = attributesOf(definition);
  const check = (names: readonly string[], path: Path): Problem[] =>
    names.flatMap((name, index) => {
      const message = whatIsWrong(name, tables, produced);
      return message === undefined ? [] : [{ path: [...path, index], message }];
    });
  return [
    ...check(rules.compress, ["oversize", "compress"]),
    ...check(rules.offload?.attributes ?? [], ["oversize", "offload", "attributes"]),
  ];
}

function whatIsWrong(
  name: string,
  tables: readonly TargetTable[],
  produced: readonly string[] | undefined,
): string | undefined {
  for (const table of tables) {
    const rule = keyRules(table).find((one) => one.name === name);
    if (rule) return `is the ${rule.role} of ${rule.index ?? table.name}, which must stay as it is`;
    if (table.ttlAttribute === name)
      return `is what items of ${table.name} expire by, and must stay as it is`;
  }
  if (!produced || produced.includes(name)) return undefined;
  return `is an attribute that no entity produces${nearMiss(name, produced)}`;
}

/** The attributes of all entities, where they can be told from the file. */
function attributesOf({ entities }: Definition): readonly string[] | undefined {
  const items = entities.flatMap(partsOf).map((part) => part.item);
  return items.every((item) => item !== undefined && !hasSpread(item))
    ? items.flatMap((item) => Object.keys(item ?? {}))
    : undefined;
}
