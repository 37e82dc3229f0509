import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { itemJson } from "../../../../migrations/items/item-json";
import type { Item } from "../../../../migrations/items/item";

/** The text of a data file. */
export function exportLines(items: readonly Item[]): string {
  return items.map((item) => `${JSON.stringify({ Item: itemJson(item) })}\n`).join("");
}

/** Writes an export as the service lays it out, with a file for each of the texts. */
export async function writeExport(
  folder: string,
  texts: readonly string[],
  summary: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await mkdir(join(folder, "data"), { recursive: true });
  const files = texts.map((text, index) => ({ name: `part${index}.json.gz`, bytes: gzipSync(text), text }));
  for (const { name, bytes } of files) await writeFile(join(folder, "data", name), bytes);
  const entries = files.map(({ name, bytes, text }) => ({
    itemCount: text.split("\n").length - 1,
    md5Checksum: createHash("md5").update(bytes).digest("base64"),
    etag: "af83d6f217c19b8b0fff8023d8ca4716-1",
    dataFileS3Key: `nightly/AWSDynamoDB/01693685827463-2d8752fd/data/${name}`,
  }));
  const manifest = entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  await writeFile(join(folder, "manifest-files.json"), manifest);
  const itemCount = entries.reduce((sum, entry) => sum + entry.itemCount, 0);
  const whole = { version: "2020-06-30", outputFormat: "DYNAMODB_JSON", itemCount, ...summary };
  await writeFile(join(folder, "manifest-summary.json"), JSON.stringify(whole));
}
