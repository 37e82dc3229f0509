import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Item } from "../../items/item";
import type { DescribedTable } from "../described-table";
import type { ExportSettings, WrittenFiles } from "../export/export-folder";
import { itemLine } from "../item-line";
import { ItemPages } from "../item-pages";
import { privateFile } from "../../files/private-files";

/**
 * Writes a table's items as one JSON document that people can read and edit: `TableName`, `KeySchema`, and `Items` in
 * the service's own JSON, one a line, as `aws dynamodb scan` prints them.
 */
export async function writeJsonFile(path: string, settings: ExportSettings): Promise<WrittenFiles> {
  const pages = new ItemPages(settings.pages, settings.onProgress);
  let bytes = 0;
  try {
    const pieces = async function* (): AsyncGenerator<Buffer> {
      for await (const text of document(settings.table, settings.now(), pages)) {
        const piece = Buffer.from(text);
        bytes += piece.length;
        yield piece;
      }
    };
    await pipeline(pieces, createWriteStream(path, { flush: true, mode: privateFile }));
  } finally {
    await pages.close();
  }
  return { items: pages.taken, bytes };
}

async function* document(table: DescribedTable, now: Date, pages: ItemPages): AsyncGenerator<string> {
  const head = { TableName: table.name, KeySchema: table.key, CreatedAt: now.toISOString() };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "Items": [`;
  const keys = table.key.map(({ name }) => name);
  let comma = "";
  for (let items = await pages.next(); items !== undefined; items = await pages.next()) {
    if (items.length > 0)
      yield comma + items.map((item) => `\n    ${itemLine(sorted(item, keys))}`).join(",");
    if (items.length > 0) comma = ",";
  }
  yield `\n  ],\n  "Count": ${pages.taken}\n}\n`;
}

/** The key first, then by name: the service gives attributes in any order. */
function sorted(item: Item, keys: readonly string[]): Item {
  const rest = Object.keys(item).filter((name) => !keys.includes(name));
  const names = [...keys.filter((name) => Object.hasOwn(item, name)), ...rest.toSorted()];
  return Object.fromEntries(names.map((name) => [name, item[name]])) as Item;
}
