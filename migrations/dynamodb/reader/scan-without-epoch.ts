import { withoutEpoch } from "../../items/epoch-attribute";
import type { Item } from "../../items/item";
import type { TableReader } from "./table-reader";

/** Reads a table as comparisons see it: without the attribute that a cutover adds to items. */
export class ScanWithoutEpoch implements TableReader {
  constructor(private readonly table: TableReader) {}

  async *scan(signal?: AbortSignal): AsyncGenerator<readonly Item[]> {
    for await (const items of this.table.scan(signal)) yield items.map(withoutEpoch);
  }
}
