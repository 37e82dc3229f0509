import type { Entity } from "../../definition/definition";
import { UsageError } from "../../errors";
import type { FollowedEntity } from "../../pipeline/follow/followed-entity";
import { itemListOf, mayBeInList } from "../../pipeline/follow/item-list";
import { keyColumnsOf, partsOf } from "../../pipeline/follow/key-columns";
import type { RowLookup } from "../../sources/change-log";
import type { Migration } from "./open-migration";

/** The items of a row that no longer exists can only be found by its columns in the log. @throws UsageError */
export async function checkFollowedKeys(
  { source, definition }: Migration,
  entities: readonly FollowedEntity[],
): Promise<void> {
  const problems: string[] = [];
  for (const followed of entities) {
    const { entity } = followed;
    const lookup = (await source.lookup?.(entity.from, undefined, itemKeyColumns(followed))) as RowLookup;
    try {
      const others = definition.entities.filter(({ to }) => to === entity.to);
      const problem =
        keyProblem(followed, lookup) ?? listProblem(followed, others) ?? oversizeProblem(entity);
      if (problem !== undefined)
        problems.push(`${definition.fileName}: ${entity.name} cannot be followed: ${problem}`);
    } finally {
      await lookup.close();
    }
  }
  if (problems.length > 0) throw new UsageError("follow-impossible", problems.join("\n"));
}

/** The columns that the keys of an entity's items are made of; none if that is not known. */
export function itemKeyColumns({ entity, table }: FollowedEntity): readonly string[] {
  const found = keyColumnsOf(entity, table);
  return "unknown" in found ? [] : found.columns;
}

function keyProblem({ entity, table }: FollowedEntity, lookup: RowLookup): string | undefined {
  const { keyColumns, uniqueKeys } = lookup;
  const own = uniqueKeys[0] ?? keyColumns;
  const found = keyColumnsOf(entity, table);
  const rest =
    "the items of a row that is deleted or changed can only be found if their keys are made of the row's own key";
  if ("unknown" in found) return `${found.unknown}; ${rest} (${own.join(", ")})`;
  const others = found.columns.filter((column) => !keyColumns.includes(column));
  if (others.length > 0)
    return `its items' keys are made of ${others.join(", ")}; ${rest} (${own.join(", ")})`;
  const isUnique = (columns: readonly string[]) =>
    uniqueKeys.some((key) => key.every((column) => columns.includes(column)));
  const isOwn = found.columns.every((column) => own.includes(column));
  const shared = [...(isOwn ? [] : [found.columns]), ...found.lists].find((columns) => !isUnique(columns));
  return (
    shared &&
    `several rows may have the same items: keys are made of ${shared.join(", ")}; they must contain ${uniqueKeys.map((key) => key.join(", ")).join(" or ")}`
  );
}

function listProblem({ entity, table }: FollowedEntity, others: readonly Entity[]): string | undefined {
  for (const part of partsOf(entity)) {
    const list = part.forEach === undefined ? undefined : itemListOf(part, table);
    if (!list || "unknown" in list) continue;
    for (const other of others)
      if (partsOf(other).some((one) => one !== part && mayBeInList(list, one, table)))
        return `the keys of items of ${other.name} may start like those of its forEach (${list.partition}, ${list.prefix}); give them another text at the start`;
  }
  return undefined;
}

function oversizeProblem({ oversize }: Entity): string | undefined {
  return oversize?.offload && "attributes that are offloaded to S3 cannot be followed; use compress, or sync";
}
