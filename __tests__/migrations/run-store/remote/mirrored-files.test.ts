import { mkdir, readFile, truncate, writeFile, appendFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import {
  type FileParts,
  MirroredFiles,
  withUnsavedSegments,
} from "../../../../migrations/run-store/remote/mirrored-files";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { MemoryObjects } from "./shared-store";

const folder = useTemporaryFolder();
const prefix = "shards/00/00001";
const name = "journal.jsonl";

describe("the stored files of a shard", () => {
  let objects: MemoryObjects;
  beforeEach(() => (objects = new MemoryObjects()));

  /** A machine's folder, as the owner of a fence. */
  const open = async (machine: string, fence: number, files: FileParts): Promise<MirroredFiles> => {
    await mkdir(join(folder(), machine), { recursive: true });
    return new MirroredFiles(objects, prefix, join(folder(), machine), fence, files);
  };
  const path = (machine: string): string => join(folder(), machine, name);
  const found = async (files: FileParts): Promise<string> => {
    const reader = await open("reader", 99, files);
    await reader.download();
    return readFile(path("reader"), "utf8");
  };

  it("are what was appended, in segments", async () => {
    const own = await open("a", 1, {});
    for (const text of ["one\n", "two\n"]) {
      await appendFile(path("a"), text);
      await own.append(name);
    }
    await own.append(name);
    expect(own.files).toEqual({ [name]: [{ fence: 1, first: 1, segments: 2, bytes: 8 }] });
    expect(await found(own.files)).toBe("one\ntwo\n");
  });

  it("are continued by the owner of the next fence, in segments of its own", async () => {
    const first = await open("a", 1, {});
    await appendFile(path("a"), "one\n");
    await first.append(name);
    const second = await open("b", 2, first.files);
    await second.download();
    await appendFile(path("b"), "two\n");
    await second.append(name);
    expect(await found(second.files)).toBe("one\ntwo\n");
  });

  it("include segments that their owner had no time to save, and none that it stores after its lease has ended", async () => {
    const first = await open("a", 1, {});
    await appendFile(path("a"), "saved\n");
    await first.append(name);
    const saved = first.files;
    await appendFile(path("a"), "sent\n");
    await first.append(name);
    const files = await withUnsavedSegments(objects, prefix, name, 1, saved);
    await appendFile(path("a"), "late\n");
    await first.append(name);
    expect(await found(files)).toBe("saved\nsent\n");
    expect(await withUnsavedSegments(objects, prefix, name, 2, files)).toEqual(files);
  });

  it("are cut where the file was cut, also if more is appended then", async () => {
    const first = await open("a", 1, {});
    await appendFile(path("a"), "abcdef");
    await first.append(name);
    const second = await open("b", 2, first.files);
    await second.download();
    await truncate(path("b"), 4);
    await appendFile(path("b"), "");
    await second.append(name);
    await appendFile(path("b"), "xyz");
    await second.append(name);
    expect(await found(second.files)).toBe("abcdxyz");
    await truncate(path("b"), 5);
    await second.append(name);
    await appendFile(path("b"), "!");
    await second.append(name);
    expect(await found(second.files)).toBe("abcdx!");
  });

  it("are replaced as a whole, unless the file is as it was", async () => {
    const own = await open("a", 1, {});
    await writeFile(path("a"), "first");
    await own.replace(name);
    const { length } = objects.requests;
    await own.replace(name);
    expect(objects.requests).toHaveLength(length);
    await writeFile(path("a"), "second content");
    await own.replace(name);
    expect(await found(own.files)).toBe("second content");
  });

  it("are refused if a segment is missing or shorter than it was", async () => {
    const own = await open("a", 1, {});
    await appendFile(path("a"), "one\n");
    await own.append(name);
    const segment = `${prefix}/${name}/1-00000001`;
    await objects.put(segment, "o");
    await expect(found(own.files)).rejects.toMatchObject({ code: "location-damaged" });
    await objects.remove([segment]);
    await expect(found(own.files)).rejects.toMatchObject({ code: "location-damaged" });
  });
});
