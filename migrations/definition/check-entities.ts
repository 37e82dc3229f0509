import { nearMiss, type Path, type Problem } from "../../yaml-file";
import { isAsync } from "../mapping/mapping-function";
import { hasSpread } from "../mapping/spread";
import type { DefinitionFile } from "./definition-schema";
import type { EntityFile } from "./entity-schema";

/** What entities must be, beyond their form. */
export function checkEntities(file: DefinitionFile): Problem[] {
  const entities = Object.entries(file.entities);
  if (entities.length === 0) return [{ path: ["entities"], message: "must hold at least one entity" }];
  return entities.flatMap(([name, entity]) => [
    ...checkItems(entity, ["entities", name]),
    ...checkShared(name, entity, file),
    ...checkFunctions(entity, ["entities", name]),
    ...checkOmit(entity, ["entities", name]),
  ]);
}

function checkItems(entity: EntityFile, path: Path): Problem[] {
  if (!entity.items) return [];
  const both: Problem[] =
    entity.item === undefined
      ? []
      : [{ path: [...path, "items"], at: "key", message: "stands beside item; only one of both can be" }];
  const bare = entity.items.flatMap((part, index): Problem[] =>
    part.item === undefined && part.forEach !== undefined
      ? [{ path: [...path, "items", index], message: "must have an item, which says what becomes of each" }]
      : [],
  );
  return [...both, ...bare];
}

/** `omit` names columns of rows, and of maps below `...`, that are taken as they are; anything else lists its attributes. */
function checkOmit({ omit, item, items }: EntityFile, path: Path): Problem[] {
  if (!items) return omitProblems(omit, item, path);
  const parts = items.flatMap((part, index) => omitProblems(part.omit, part.item, [...path, "items", index]));
  const isUsed = items.some(
    (part) => part.omit !== undefined || omitProblems(omit, part.item, path).length === 0,
  );
  return isUsed ? parts : [...parts, { path: [...path, "omit"], message: omitsNothing }];
}

const omitsNothing =
  'omits nothing, since item lists its attributes; take the row as it is with "...": ${row}, or remove omit';

function omitProblems(omit: readonly string[] | undefined, item: EntityFile["item"], path: Path): Problem[] {
  if (omit === undefined || item === undefined) return [];
  if (typeof item === "function")
    return [{ path: [...path, "omit"], message: "does not go with a function, which omits columns itself" }];
  if (!hasSpread(item)) return [{ path: [...path, "omit"], message: omitsNothing }];
  return omit.flatMap((name, index): Problem[] =>
    Object.hasOwn(item, name)
      ? [{ path: [...path, "omit", index], message: `is set by item; remove it from omit` }]
      : [],
  );
}

function checkShared(name: string, { sharesKeysWith = [], to }: EntityFile, file: DefinitionFile): Problem[] {
  const others = Object.keys(file.entities).filter(
    (other) => other !== name && file.entities[other]?.to === to,
  );
  return sharesKeysWith.flatMap((other, index): Problem[] =>
    others.includes(other)
      ? []
      : [
          {
            path: ["entities", name, "sharesKeysWith", index],
            message: `must be another entity that goes to ${to}, got ${JSON.stringify(other)}${nearMiss(other, others)}`,
          },
        ],
  );
}

/** Rows are mapped one by one, by what is known of them; nothing is waited for. */
function checkFunctions(entity: EntityFile, path: Path): Problem[] {
  const parts = [entity, ...(entity.items ?? [])];
  return parts.flatMap((part, index) => {
    const entryPath = index === 0 ? path : [...path, "items", index - 1];
    return (["item", "where", "forEach"] as const)
      .filter((key) => isAsync((part as Record<string, unknown>)[key]))
      .map((key): Problem => ({
        path: [...entryPath, key],
        message: `must not be async${nameOf((part as Record<string, unknown>)[key], key)}; read what it waits for before the migration`,
      }));
  });
}

function nameOf(value: unknown, key: string): string {
  const { name } = value as { name: string };
  return name === "" || name === key ? "" : `, as ${name} is`;
}
