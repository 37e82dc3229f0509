import type { Definition } from "../../definition/definition";
import { UsageError } from "../../errors";
import type { Target } from "../../items/target-table";
import { wantedEntities } from "../../pipeline/read/wanted-entities";

/** The options that say what may be deleted. */
export interface DeleteOptions {
  readonly delete?: boolean;
  readonly maxDeletes?: object;
  readonly limit?: number;
  readonly entity?: readonly string[];
}

/** @throws UsageError if items would count as vanished although their rows were not read */
export function refusePartialDeletes(definition: Definition, target: Target, options: DeleteOptions): void {
  if (options.maxDeletes !== undefined && !options.delete)
    throw new UsageError(
      "options-conflict",
      "--max-deletes goes with --delete only; add --delete, or remove it",
    );
  if (!options.delete) return;
  if (options.limit !== undefined)
    throw new UsageError(
      "sync-partial",
      "--delete reads all rows: with --limit, the items of all other rows would count as vanished; remove --limit, or remove --delete",
    );
  const wanted = wantedEntities(definition, options.entity);
  const missing = definition.entities.find(
    (entity) => !wanted.includes(entity) && wanted.some(({ to }) => to === entity.to),
  );
  if (!missing) return;
  const table = target.tables[missing.to]?.name;
  throw new UsageError(
    "sync-partial",
    `--delete reads all rows of a table's entities: table ${table} also has items of entity ${missing.name}; add --entity ${missing.name}, or remove --delete`,
  );
}
