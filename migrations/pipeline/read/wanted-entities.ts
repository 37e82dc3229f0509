import type { Definition, Entity } from "../../definition/definition";

/** The entities of those names, in the definition's order. @param names @default all */
export function wantedEntities({ entities }: Definition, names: readonly string[] | undefined): Entity[] {
  return entities.filter((entity) => names?.includes(entity.name) ?? true);
}
