import { z } from "zod";

const count = z.number().int().nonnegative();

const tableSchema = z.object({
  id: z.string(),
  table: z.string(),
  items: count,
  keyBytes: count,
  earlier: count,
  unchanged: count,
  changed: count,
  conflicts: count,
  vanished: count,
  refusal: z.string().optional(),
});

const syncStateSchema = z.object({
  formatVersion: z.literal(1),
  basedOn: z.array(z.string()),
  deletes: z.boolean(),
  tables: z.array(tableSchema),
  unchanged: z.array(z.tuple([z.string(), count])),
});

/** What the digest pass of a sync found for a table. */
export interface SyncTable {
  /** The table's id and its name in AWS. */
  readonly id: string;
  readonly table: string;
  /** Records of the items that are in the table as far as it is known, before the sync writes. */
  readonly items: number;
  /** Bytes of their keys' texts. */
  readonly keyBytes: number;
  /** Items that earlier runs have recorded. */
  readonly earlier: number;
  /** Items of the source that are in the table as they should be. */
  readonly unchanged: number;
  /** Items of the source that are to be written: new or changed ones. */
  readonly changed: number;
  /** Of these, items that another client has changed. */
  readonly conflicts: number;
  /** Items that earlier runs have recorded and that the source no longer has. */
  readonly vanished: number;
  /** Why vanished items must not be deleted, as sentences; absent if they may be. */
  readonly refusal?: string | undefined;
}

/** What the digest pass of a sync found; the records are in files beside it. */
export interface SyncState {
  readonly formatVersion: 1;
  /** The runs whose records and journals it was compared with. */
  readonly basedOn: readonly string[];
  /** Whether vanished items are to be deleted. */
  readonly deletes: boolean;
  readonly tables: readonly SyncTable[];
  /** Unchanged items by entity. */
  readonly unchanged: readonly (readonly [entity: string, items: number])[];
}

/** Reads a state. @throws Error if it is not one */
export function parseSyncState(text: string): SyncState {
  return syncStateSchema.parse(JSON.parse(text));
}
