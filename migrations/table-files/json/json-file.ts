import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { InterruptedError } from "../../errors";
import type { Item } from "../../items/item";
import type { ExportSettings, TableHead, WrittenFiles, WrittenItems } from "../export/export-folder";
import { itemLine } from "../item-line";
import { ItemPages } from "../item-pages";
import { privateFile } from "../../files/private-files";

/** A piece of the list of items; a file of items that is read in pieces says their number with the first one. */
interface Piece {
  readonly items: number;
  readonly text: string | Buffer;
}

/** Items that {@link writeJsonItems} has written. */
export interface JsonItems {
  readonly path: string;
  readonly items: number;
}

/**
 * Writes a table's items as one JSON document that people can read and edit: `TableName`, `KeySchema`, and `Items` in
 * the service's own JSON, one a line, as `aws dynamodb scan` prints them.
 */
export async function writeJsonFile(path: string, settings: ExportSettings): Promise<WrittenFiles> {
  const pages = new ItemPages(settings.pages, settings.onProgress);
  const keyNames = settings.table.key.map(({ name }) => name);
  try {
    const bytes = await writeFile(path, document(settings, itemPieces(pages, keyNames)));
    return { items: pages.taken, bytes };
  } finally {
    await pages.close();
  }
}

/** Writes what {@link writeJsonFile} does, from lists of items in files, which are removed. @throws InterruptedError */
export async function joinJsonFile(
  path: string,
  settings: TableHead,
  parts: readonly JsonItems[],
  signal: AbortSignal,
): Promise<WrittenFiles> {
  const bytes = await writeFile(path, document(settings, filePieces(parts, signal)));
  return { items: parts.reduce((sum, { items }) => sum + items, 0), bytes };
}

/** Writes the list of items of such a document, without what is around it. @returns their number */
export async function writeJsonItems(
  path: string,
  keyNames: readonly string[],
  { pages, onProgress }: Pick<WrittenItems, "pages" | "onProgress">,
): Promise<number> {
  const taken = new ItemPages(pages, onProgress);
  try {
    await writeFile(path, list(itemPieces(taken, keyNames)));
    return taken.taken;
  } finally {
    await taken.close();
  }
}

/** @returns bytes */
async function writeFile(path: string, texts: AsyncIterable<string | Buffer>): Promise<number> {
  let bytes = 0;
  const pieces = async function* (): AsyncGenerator<Buffer> {
    for await (const text of texts) {
      const piece = typeof text === "string" ? Buffer.from(text) : text;
      bytes += piece.length;
      yield piece;
    }
  };
  await pipeline(pieces, createWriteStream(path, { flush: true, mode: privateFile }));
  return bytes;
}

async function* document(
  { table, now }: TableHead,
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<string | Buffer> {
  const head = { TableName: table.name, KeySchema: table.key, CreatedAt: now().toISOString() };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "Items": [`;
  const items = yield* list(pieces);
  yield `\n  ],\n  "Count": ${items}\n}\n`;
}

/** @returns the number of items */
async function* list(pieces: AsyncIterable<Piece>): AsyncGenerator<string | Buffer, number> {
  let count = 0;
  for await (const { items, text } of pieces) {
    if (count > 0 && items > 0) yield ",";
    count += items;
    yield text;
  }
  return count;
}

async function* itemPieces(pages: ItemPages, keyNames: readonly string[]): AsyncGenerator<Piece> {
  for (let items = await pages.next(); items !== undefined; items = await pages.next()) {
    const text = items.map((item) => `\n    ${itemLine(sorted(item, keyNames))}`).join(",");
    yield { items: items.length, text };
  }
}

async function* filePieces(parts: readonly JsonItems[], signal: AbortSignal): AsyncGenerator<Piece> {
  for (const { path, items } of parts) {
    let left = items;
    for await (const text of createReadStream(path)) {
      if (signal.aborted) throw new InterruptedError("interrupted; nothing was changed");
      yield { items: left, text: text as Buffer };
      left = 0;
    }
    await rm(path);
  }
}

/** The key first, then by name: the service gives attributes in any order. */
function sorted(item: Item, keys: readonly string[]): Item {
  const rest = Object.keys(item).filter((name) => !keys.includes(name));
  const names = [...keys.filter((name) => Object.hasOwn(item, name)), ...rest.toSorted()];
  return Object.fromEntries(names.map((name) => [name, item[name]])) as Item;
}
