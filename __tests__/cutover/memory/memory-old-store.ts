import { type RecordKey, keyText } from "../../../cutover/record-key";
import type { OldStore } from "../../../cutover/stores/store";
import type { RowObject } from "../../../migrations/items/row";
import { immediate, type Network } from "./network";

/** Rows in memory, which processes of a test share. Each call reaches them through a network. */
export class MemoryOldStore implements OldStore {
  constructor(
    readonly rows = new Map<string, RowObject>(),
    private readonly network: Network = immediate,
  ) {}

  read(key: RecordKey): Promise<RowObject | undefined> {
    return this.network(`read old ${keyText(key)}`, () => this.rows.get(keyText(key)));
  }

  write(key: RecordKey, row: RowObject): Promise<void> {
    return this.network(`write old ${keyText(key)}`, () => {
      this.rows.set(keyText(key), { ...this.rows.get(keyText(key)), ...row });
    });
  }

  delete(key: RecordKey): Promise<void> {
    return this.network(`write old ${keyText(key)}`, () => {
      this.rows.delete(keyText(key));
    });
  }
}
