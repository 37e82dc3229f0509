import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";

interface Entry {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
}

/** What the folder of an export says and holds, whatever pieces it is in, after it was checked against its manifests. */
export async function exportIn(folder: string) {
  for (const name of ["manifest-summary", "manifest-files"])
    expect(await read(folder, `${name}.md5`)).toBe(md5(Buffer.from(await read(folder, `${name}.json`))));
  const entries = (await read(folder, "manifest-files.json"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Entry);
  const lines: string[] = [];
  for (const { itemCount, md5Checksum, etag, dataFileS3Key: key } of entries) {
    const bytes = await readFile(join(folder, key.slice(key.indexOf("data/"))));
    const own = gunzipSync(bytes).toString().split("\n").slice(0, -1);
    const digest = createHash("md5").update(bytes).digest();
    expect({ md5Checksum, itemCount }).toEqual({ md5Checksum: md5(bytes), itemCount: own.length });
    expect(etag).toBe(`${createHash("md5").update(digest).digest("hex")}-1`);
    lines.push(...own);
  }
  const listed = entries.map(({ dataFileS3Key: key }) => key.split("/").at(-1)).toSorted();
  expect((await readdir(join(folder, "data"))).toSorted()).toEqual(listed);
  const summary = JSON.parse(await read(folder, "manifest-summary.json")) as Record<string, unknown>;
  const { startTime, endTime, exportTime, billedSizeBytes, manifestFilesS3Key, ...rest } = summary;
  expect([startTime, endTime, exportTime, billedSizeBytes, manifestFilesS3Key]).not.toContain(undefined);
  return { summary: rest, files: entries.length, items: lines.map(sorted).toSorted() };
}

/** What a JSON file of a table says and holds. */
export async function jsonFile(path: string) {
  const { CreatedAt, Items, ...head } = JSON.parse(await readFile(path, "utf8")) as {
    CreatedAt: string;
    Items: object[];
  };
  expect(CreatedAt).toMatch(/Z$/);
  return { head, items: Items.map((item) => sorted(JSON.stringify({ Item: item }))).toSorted() };
}

/** The service gives attributes in any order. */
function sorted(line: string): string {
  const { Item } = JSON.parse(line) as { Item: Record<string, unknown> };
  return JSON.stringify(Object.entries(Item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function read(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), "utf8");
}

function md5(bytes: Buffer): string {
  return createHash("md5").update(bytes).digest("base64");
}
