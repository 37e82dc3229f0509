import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textDigest } from "../../../migrations/items/item-digest";
import { isOfItem, positionOf, tagOf } from "../../../migrations/seen-keys/item-record";
import { keyDigest } from "../../../migrations/seen-keys/key-digest";
import { RecordFile, RecordFileWriter } from "../../../migrations/seen-keys/record-file";
import { RecordSorter } from "../../../migrations/seen-keys/record-sorter";
import { KeyTexts } from "../../../migrations/seen-keys/key-texts";
import type { Scratch, ScratchFile } from "../../../migrations/seen-keys/scratch";

/** A file in memory. */
function memoryFile(): ScratchFile {
  let content = Buffer.alloc(0);
  return {
    write: (bytes, position) => {
      const size = Math.max(content.length, position + bytes.length);
      content = Buffer.concat([content, Buffer.alloc(size - content.length)]);
      content.set(bytes, position);
    },
    read: (bytes, position) => bytes.set(content.subarray(position, position + bytes.length)),
    close: () => {},
  };
}

const scratch: Scratch = { create: memoryFile };
const record = (id: number, position: number) => ({
  ...{ key: keyDigest(`k${id}`), item: textDigest(`i${position}`), tag: id % 3, position },
});

describe("sorting records", () => {
  it("gives all records by key, those of a key by position, however many fit in memory", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (ids, room) => {
        const sorter = new RecordSorter(scratch, room);
        ids.forEach((id, index) => sorter.add(record(id, index)));
        const cursor = sorter.sorted();
        const found: number[] = [];
        while (cursor.next()) {
          const position = positionOf(cursor);
          expect(isOfItem(cursor, textDigest(`i${position}`))).toBe(true);
          expect(tagOf(cursor)).toBe((ids[position] as number) % 3);
          found.push(position);
        }
        const bytesOf = (position: number): Buffer =>
          Buffer.from(keyDigest(`k${ids[position] as number}`), "base64url");
        const expected = [...ids.keys()].toSorted((a, b) => Buffer.compare(bytesOf(a), bytesOf(b)) || a - b);
        expect(found).toEqual(expected);
      }),
    );
  });

  it("keeps positions beyond 4 GB", () => {
    const sorter = new RecordSorter();
    sorter.add({ ...record(1, 2 ** 40 + 5), tag: 65_535 });
    const cursor = sorter.sorted();
    expect(cursor.next()).toBe(true);
    expect([positionOf(cursor), tagOf(cursor)]).toEqual([2 ** 40 + 5, 65_535]);
  });

  it("finds the record of every key in a file, and no other", () => {
    const sorter = new RecordSorter();
    for (let id = 0; id < 10_000; id++) sorter.add(record(id, id));
    const file = memoryFile();
    const writer = new RecordFileWriter(file);
    const cursor = sorter.sorted();
    while (cursor.next()) writer.push(cursor);
    const records = new RecordFile(file, writer.finish());
    for (let id = 0; id < 10_000; id += 7) {
      const found = records.find(keyDigest(`k${id}`));
      expect(found && positionOf(found)).toBe(id);
    }
    expect(records.find(keyDigest("another"))).toBeUndefined();
  });
});

describe("the texts of keys", () => {
  it("are found by their positions, long ones too, before and after they are written", () => {
    const file = memoryFile();
    const texts = new KeyTexts(file);
    const all = [
      "",
      "a",
      "ü".repeat(200),
      "x".repeat(20_000),
      ...Array.from({ length: 50 }, () => "y".repeat(9000)),
    ];
    const positions = all.map((text) => texts.add(text));
    expect(positions.map((position) => texts.read(position))).toEqual(all);
    texts.flush();
    const again = new KeyTexts(file, texts.size);
    expect(positions.map((position) => again.read(position))).toEqual(all);
  });
});
