import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LineList } from "../../../../migrations/cli/output/line-list";

describe("LineList", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "line-list-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("keeps the first entries, and all of them in its file", async () => {
    const list = new LineList<number>(join(folder, "in/list.jsonl"), 2);
    const all = Array.from({ length: 250 }, (_, index) => index);
    all.forEach((entry) => list.add(entry));
    list.close();
    expect(list.first).toEqual([0, 1]);
    expect(await readFile(list.path, "utf8")).toBe(all.map((entry) => `${entry}\n`).join(""));
  });

  it("replaces the file of an earlier list, and makes none for an empty one", async () => {
    const path = join(folder, "list.jsonl");
    await writeFile(path, "earlier\n");
    const list = new LineList<string>(path, 2);
    list.add("a");
    list.close();
    expect(await readFile(path, "utf8")).toBe('"a"\n');

    const empty = new LineList<string>(join(folder, "empty.jsonl"), 2);
    empty.close();
    await expect(stat(empty.path)).rejects.toThrow("ENOENT");
  });

  it("says so where its file cannot be written", async () => {
    await writeFile(join(folder, "taken"), "");
    const list = new LineList<string>(join(folder, "taken/list.jsonl"), 2);
    list.add("a");
    expect(() => list.close()).toThrow(
      /^cannot write to .*taken\/list\.jsonl: a file of that name already exists \(EEXIST\)\. Move it or use another location\.$/,
    );
  });
});
