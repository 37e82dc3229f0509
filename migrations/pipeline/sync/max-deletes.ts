/** How many items of a table may be deleted: a number, or a share of the items that earlier runs have recorded. */
export type MaxDeletes = { readonly items: number } | { readonly percent: number };

/** The share that may go unless another one is asked for. */
export const defaultMaxDeletes: MaxDeletes = { percent: 1 };

/** Whether so many of a table's items may be deleted. */
export function mayDelete(vanished: number, recorded: number, max: MaxDeletes): boolean {
  return "items" in max ? vanished <= max.items : vanished * 100 <= recorded * max.percent;
}

/** As `--max-deletes` takes it: `100` or `5%`. */
export function maxDeletesText(max: MaxDeletes): string {
  return "items" in max ? String(max.items) : `${max.percent}%`;
}
