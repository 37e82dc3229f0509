import { appendFile, copyFile, readFile, stat, utimes, writeFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CsvSource } from "../../../migrations/sources/csv/csv-source";
import { DynamoDbExportSource } from "../../../migrations/table-files/export/dynamodb-export-source";
import { JsonSource } from "../../../migrations/sources/json/json-source";
import { JsonlSource } from "../../../migrations/sources/json/jsonl-source";
import type { Position, RowsFrom, Source, SourceRow } from "../../../migrations/sources/source";
import { useTemporaryFolder } from "./temporary-folder";
import { writeExport } from "../table-files/export/sample-export";

const folder = useTemporaryFolder();
const from: RowsFrom = { file: "rows" };
const path = () => join(folder(), "rows");
/** Several pieces of a file that is read in pieces of 256 KB. */
const lines = Array.from({ length: 8000 }, (_, index) => `{"id":"${index}","text":"${"x".repeat(100)}"}\n`);
const jsonl = lines.join("");
const csv = `id\n${Array.from({ length: 200_000 }, (_, index) => `${index}\n`).join("")}`;
const json = `[${lines.join(",")}]`;

interface Sitting {
  readonly rows: readonly SourceRow[];
  /** What a checkpoint would record. */
  readonly version: string;
  readonly position: Position | undefined;
}

/** Reads up to the cursor of that many chunks, and what a checkpoint would record there. */
async function sitting(source: Source, chunks: number, before?: Sitting): Promise<Sitting> {
  const stream = source.rows(from, { after: before?.position, version: before?.version });
  const rows: SourceRow[] = [];
  let position = before?.position;
  let count = 0;
  for await (const chunk of stream) {
    rows.push(...chunk.rows);
    const row = chunk.rows.at(-1)?.number ?? 0;
    if (chunk.cursor === undefined) continue;
    position = { row, cursor: chunk.cursor };
    if (++count === chunks) break;
  }
  return { rows, version: stream.version ?? (await source.version(from)), position };
}

const sources: [string, string | Buffer, (place: string) => Source][] = [
  ["JSON", json, (place) => new JsonSource(place)],
  ["JSON Lines", jsonl, (place) => new JsonlSource(place)],
  ["CSV", csv, (place) => new CsvSource(place)],
  ["gzip-compressed JSON Lines", gzipSync(jsonl), (place) => new JsonlSource(place)],
];

describe.each(sources)("the identity of a file of %s", (_what, content, make) => {
  const source = () => make(folder());
  const compare = (recorded: string) => source().compare!(from, recorded);

  it("is the same without being read if nothing was written", async () => {
    await writeFile(path(), content);
    const { version } = await sitting(source(), Infinity);
    expect(await compare(version)).toEqual({ kind: "same" });
  });

  it("is the same after it was read to its end and copied with another modification time", async () => {
    await writeFile(path(), content);
    const { version } = await sitting(source(), Infinity);
    await copyFile(path(), `${path()}.copy`);
    await rename(`${path()}.copy`, path());
    await utimes(path(), 1, 1);
    expect(await compare(version)).toEqual({ kind: "same" });
  });

  it("is not the same if one byte differs, though size and modification time are equal", async () => {
    await writeFile(path(), content);
    const { mtime } = await stat(path());
    const { version } = await sitting(source(), Infinity);
    const bytes = await readFile(path());
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 3) ^ 1, bytes.length - 3);
    await writeFile(path(), bytes);
    await utimes(path(), mtime, mtime);
    expect(await compare(version)).toMatchObject({ kind: "changed" });
  });

  it("is not the same if rows were appended after it was read to its end", async () => {
    await writeFile(path(), content);
    const { version } = await sitting(source(), Infinity);
    await appendFile(path(), "x");
    const { length } = Buffer.from(content);
    const reason = `it had ${length} bytes, now ${length + 1}`;
    expect(await compare(version)).toEqual({ kind: "changed", reason });
  });
});

describe.each(sources.slice(0, 3))("a file of %s that was read in part", (_what, content, make) => {
  const source = () => make(folder());

  it("is the same so far if its tail has changed", async () => {
    await writeFile(path(), content);
    const first = await sitting(source(), 1);
    await writeFile(path(), `${String(content).slice(0, -1)} ${String(content).slice(-1)}`);
    expect(await source().compare!(from, first.version)).toEqual({
      kind: "same-so-far",
      rows: first.rows.at(-1)?.number,
    });
  });

  it("has the rows that are left after it was copied, over several sittings", async () => {
    await writeFile(path(), content);
    const whole = await sitting(source(), Infinity);
    const first = await sitting(source(), 1);
    await utimes(path(), 1, 1);
    const second = await sitting(source(), 1, first);
    await utimes(path(), 2, 2);
    const third = await sitting(source(), Infinity, second);
    expect([...first.rows, ...second.rows, ...third.rows]).toEqual(whole.rows);
    await utimes(path(), 3, 3);
    expect(await source().compare!(from, third.version)).toEqual({ kind: "same" });
  });

  it("is refused if a byte that an earlier sitting read has changed", async () => {
    await writeFile(path(), content);
    const second = await sitting(source(), 1, await sitting(source(), 1));
    const bytes = await readFile(path());
    bytes.writeUInt8(bytes.readUInt8(1) ^ 1, 1);
    await writeFile(path(), bytes);
    await expect(sitting(source(), 1, second)).rejects.toMatchObject({
      code: "source-changed",
      message: expect.stringMatching(
        /rows has changed since the run started: its first \d+ bytes are different$/,
      ) as string,
    });
  });

  it("is refused if it was replaced before any of it was read", async () => {
    await writeFile(path(), content);
    const unread = await source().version(from);
    await writeFile(path(), Buffer.from(content).fill(0x20, 10, 20));
    expect(await source().compare!(from, unread)).toMatchObject({ kind: "changed" });
  });

  it("is refused if it has become shorter than what was read", async () => {
    await writeFile(path(), content);
    const first = await sitting(source(), 1);
    await writeFile(path(), String(content).slice(0, 1000));
    expect(await source().compare!(from, first.version)).toMatchObject({
      kind: "changed",
      reason: expect.stringMatching(/^\d+ bytes of it were read, now it has 1000$/) as string,
    });
  });

  it("is refused if it was written by an earlier release and its modification time differs", async () => {
    await writeFile(path(), content);
    await utimes(path(), 1, 1);
    const size = Buffer.byteLength(content);
    const compare = (time: string) => source().compare!(from, `${size} bytes, ${time}`);
    expect(await compare("1970-01-01T00:00:01.000Z")).toEqual({ kind: "same" });
    expect(await compare("1970-01-01T00:00:02.000Z")).toMatchObject({ kind: "changed" });
  });
});

describe("a file that changes while it is read", () => {
  async function readWhile(change: () => Promise<void>, mayChange = false) {
    await writeFile(path(), jsonl);
    const rows: SourceRow[] = [];
    const stream = new JsonlSource(folder(), "data").rows(from, { mayChange });
    let isChanged = false;
    for await (const chunk of stream) {
      rows.push(...chunk.rows);
      if (!isChanged) await change();
      isChanged = true;
    }
    return { rows, version: stream.version };
  }
  const refused = {
    code: "source-changed",
    message: expect.stringContaining("data/rows changed while it was read") as string,
  };

  it("is read as it was if the reader accepts that it is replaced", async () => {
    const expected = await readWhile(() => Promise.resolve());
    const replace = async () => {
      await writeFile(`${path()}.next`, '{"id":"new"}\n');
      await rename(`${path()}.next`, path());
    };
    expect((await readWhile(replace, true)).rows).toEqual(expected.rows);
    await expect(readWhile(replace)).rejects.toMatchObject(refused);
  });

  it("is refused if rows are appended", async () => {
    await expect(readWhile(() => appendFile(path(), '{"id":"new"}\n'))).rejects.toMatchObject(refused);
  });

  it("is refused before half a row at its end is handed out", async () => {
    const numbers: number[] = [];
    await writeFile(path(), jsonl);
    const read = async () => {
      for await (const { rows } of new JsonlSource(folder(), "data").rows(from)) {
        if (numbers.length === 0) await appendFile(path(), '{"id":"ha');
        numbers.push(...rows.map(({ number }) => number));
      }
    };
    await expect(read()).rejects.toMatchObject(refused);
    expect(numbers.at(-1)).toBe(lines.length);
  });

  it("is refused if a byte that was read changes", async () => {
    const change = async () => writeFile(path(), jsonl.replace('"id":"0"', '"id":"9"'));
    await expect(readWhile(change)).rejects.toMatchObject(refused);
  });

  it("is refused if another file takes its place", async () => {
    const change = async () => {
      await writeFile(`${path()}.new`, jsonl.replace("x", "y"));
      await rename(`${path()}.new`, path());
    };
    await expect(readWhile(change)).rejects.toMatchObject(refused);
  });

  it("is read to its end if only its modification time changes", async () => {
    const { rows, version } = await readWhile(() => utimes(path(), 1, 1));
    expect(rows).toHaveLength(lines.length);
    expect(await new JsonlSource(folder()).compare(from, version ?? "")).toEqual({ kind: "same" });
  });

  it("has the appended rows when it is read on", async () => {
    await writeFile(path(), jsonl);
    const source = new JsonlSource(folder());
    const first = await sitting(source, 1);
    await appendFile(path(), '{"id":"new"}\n');
    const rest = await sitting(source, Infinity, first);
    expect(first.rows.length + rest.rows.length).toBe(lines.length + 1);
    expect(rest.rows.at(-1)).toMatchObject({ number: lines.length + 1, value: { id: "new" } });
  });
});

describe("the identity of an export", () => {
  const source = () => new DynamoDbExportSource(folder());

  it("is the list of its files, whenever they were written", async () => {
    await writeExport(folder(), ['{"Item":{"id":{"S":"a"}}}']);
    const before = await source().version({});
    await utimes(join(folder(), "manifest-files.json"), 1, 1);
    expect(await source().compare({}, before)).toEqual({ kind: "same" });
  });

  it("is another if the list names other files", async () => {
    await writeExport(folder(), ['{"Item":{"id":{"S":"a"}}}']);
    const before = await source().version({});
    await writeExport(folder(), ['{"Item":{"id":{"S":"b"}}}']);
    expect(await source().compare({}, before)).toMatchObject({ kind: "changed" });
  });

  it("is believed of an earlier release that recorded size and time", async () => {
    await writeExport(folder(), ['{"Item":{"id":{"S":"a"}}}']);
    await utimes(join(folder(), "manifest-files.json"), 1, 1);
    const { size } = await stat(join(folder(), "manifest-files.json"));
    const recorded = `${size} bytes, 1970-01-01T00:00:01.000Z`;
    expect(await source().compare({}, recorded)).toEqual({ kind: "same" });
  });
});
