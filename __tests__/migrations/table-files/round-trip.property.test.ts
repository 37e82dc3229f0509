import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findTableFiles } from "../../../migrations/table-files/table-files";
import { TableFilesSource } from "../../../migrations/table-files/table-files-source";
import { writeExportFolder } from "../../../migrations/table-files/export/export-folder";
import { writeJsonFile } from "../../../migrations/table-files/json/json-file";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { Item } from "../../../migrations/items/item";
import { marshal } from "../../../migrations/items/marshal";
import type { Row } from "../../../migrations/items/row";
import { readRows } from "../sources/read-rows";
import { useTemporaryFolder } from "../files/temporary-folder";
import { item } from "../items/arbitrary-item";

const folder = useTemporaryFolder();
const table = { name: "users", key: [{ name: "id", type: "S" as const }] };

async function* pages(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  for (let at = 0; at < items.length; at += 3) yield await Promise.resolve(items.slice(at, at + 3));
}

/** What comes back of items that were written so. */
async function backFrom(
  write: typeof writeJsonFile,
  items: readonly Item[],
  name: string,
): Promise<string[]> {
  const path = join(folder(), name);
  await rm(path, { recursive: true, force: true });
  await write(path, { table, pages: pages(items), now: () => new Date(0), dataFileBytes: 100 });
  const files = await findTableFiles(path, name);
  const { rows } = await readRows(new TableFilesSource(files), { file: name });
  return rows.map(({ value }) => canonicalItem(marshal(value as Row)));
}

describe("a table in files", () => {
  it("holds every item as it was, packed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), async (items) => {
        expect(await backFrom(writeExportFolder, items, "users")).toEqual(items.map(canonicalItem));
      }),
      { numRuns: 100 },
    );
  });

  it("holds every item as it was, as plain JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 12 }), async (items) => {
        expect(await backFrom(writeJsonFile, items, "users.json")).toEqual(items.map(canonicalItem));
      }),
      { numRuns: 100 },
    );
  });
});
