import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { CsvSource } from "../../../migrations/sources/csv/csv-source";
import { JsonlSource } from "../../../migrations/sources/json/jsonl-source";
import { PartSource } from "../../../migrations/sources/part-source";
import { SeveralFiles } from "../../../migrations/sources/several-files";
import type {
  ComparedSource,
  Position,
  ReadPart,
  SourcePart,
  SourceRow,
} from "../../../migrations/sources/source";
import type { RestSplitter } from "../../../migrations/sources/splitting-stream";
import { seededRandom } from "../../emulators/seeded-random";
import { useTemporaryFolder } from "../files/temporary-folder";

const minPartBytes = 2000;
const rowCount = 6000;

const jsonl = Array.from({ length: rowCount }, (_, index) => {
  if (index % 97 === 5) return `\n{broken ${index}`;
  return JSON.stringify({ id: `n${index}`, text: "ünï ".repeat(40) });
}).join("\n");

const csv = `id,text\r\n${Array.from({ length: rowCount }, (_, index) => {
  if (index % 97 === 5) return `n${index},one cell,too many`;
  return `n${index},"a ""quoted""\r\ncell of ${"ü".repeat(index % 200)}\n lines, ${index}"`;
}).join("\r\n")}\r\n`;

/** Reads a part, and splits it at random; then reads what was split off in the same way. */
async function read(
  source: ComparedSource,
  part: SourcePart,
  version: string,
  random: () => number,
): Promise<{ parts: ReadPart[]; rows: SourceRow[]; splits: number }> {
  const children: SourcePart[] = [];
  let own = part;
  const splitter: RestSplitter = {
    isWanted: () => random() < 0.4,
    split: async (cursor) => {
      const rest = await source.splitRest?.(own, cursor);
      if (!rest) return undefined;
      own = { ...own, range: rest.range };
      children.unshift({ ...part, range: rest.childRange });
      return rest.range;
    },
  };
  const stream = new PartSource(source, part, version, splitter).rows(part.from, { version });
  const rows: SourceRow[] = [];
  for await (const chunk of stream) rows.push(...chunk.rows);
  const all = { parts: [{ part: own, version: stream.version ?? "", rows: rows.length }], rows, splits: 0 };
  // Its rows are those of its last range, whoever reads it again.
  const again: SourceRow[] = [];
  for await (const chunk of new PartSource(source, own, version).rows(part.from)) again.push(...chunk.rows);
  expect(again).toEqual(rows);
  for (const child of children) {
    const found = await read(source, child, version, random);
    all.parts.push(...found.parts);
    all.rows.push(...found.rows);
    all.splits += found.splits + 1;
  }
  return all;
}

const withoutNumber = ({ number: _number, ...row }: SourceRow) => row;

describe.each([
  ["JSON Lines", "rows.jsonl", jsonl, (folder: string) => new JsonlSource(folder, folder, minPartBytes)],
  ["CSV", "rows.csv", csv, (folder: string) => new CsvSource(folder, folder, minPartBytes)],
] as const)("a part of %s that is split while it is read", (_format, file, text, sourceIn) => {
  const folder = useTemporaryFolder();
  let source: ComparedSource;
  let whole: SourceRow[];
  let version: string;

  beforeEach(async () => {
    await writeFile(join(folder(), file), text);
    source = new SeveralFiles(sourceIn(folder()), folder());
    version = await source.version({ file });
    whole = [];
    for await (const { rows } of source.rows({ file })) whole.push(...rows);
  });

  it.each([1, 2, 3, 4, 5, 6])(
    "has, with the parts split off, the rows of the whole (seed %d)",
    async (seed) => {
      const random = seededRandom(seed);
      const parts = (await source.split?.({ file }, 2)) ?? [];
      expect(parts).toHaveLength(2);
      const found = { parts: [] as ReadPart[], rows: [] as SourceRow[], splits: 0 };
      for (const part of parts) {
        const { parts: own, rows, splits } = await read(source, part, version, random);
        expect(rows[0]?.number).toBe(1);
        found.parts.push(...own);
        found.rows.push(...rows);
        found.splits += splits;
      }
      expect(found.splits).toBeGreaterThan(0);
      expect(found.rows.map(withoutNumber)).toEqual(whole.map(withoutNumber));
      const joined = source.joinVersions?.({ file }, found.parts);
      expect(await source.compare({ file }, joined ?? "")).toEqual({ kind: "same" });
      expect(JSON.parse(joined ?? "")).toMatchObject({ isWhole: true, rows: rowCount });
    },
  );

  it("is resumed with its last range at any position, those before the split too", async () => {
    const [part] = ((await source.split?.({ file }, 2)) ?? []) as [SourcePart];
    let range: string | undefined;
    const splitter: RestSplitter = {
      isWanted: () => range === undefined,
      split: async (cursor) => (range = (await source.splitRest?.(part, cursor))?.range),
    };
    const rows: SourceRow[] = [];
    const positions: Position[] = [];
    for await (const chunk of new PartSource(source, part, version, splitter).rows(part.from)) {
      rows.push(...chunk.rows);
      if (chunk.cursor !== undefined) positions.push({ row: rows.length, cursor: chunk.cursor });
    }
    expect(positions.length).toBeGreaterThan(1);
    const shortened = new PartSource(source, { ...part, range: range ?? "" }, version);
    for (const after of positions) {
      const resumed: SourceRow[] = [];
      for await (const chunk of shortened.rows(part.from, { after })) resumed.push(...chunk.rows);
      expect(resumed).toEqual(rows.slice(after.row));
    }
  });

  it("is not split if too little is left, or if it is no range", async () => {
    const [part] = ((await source.split?.({ file }, 2)) ?? []) as [SourcePart];
    expect(await source.splitRest?.(part, lastCursor(part))).toBeUndefined();
    expect(await source.splitRest?.({ from: { file } }, lastCursor(part))).toBeUndefined();
  });

  /** A position 3000 bytes before the end of a part. */
  function lastCursor({ range = "" }: SourcePart): string {
    if (file === "rows.jsonl") return `${Number(range.split(" ")[1]) - 3000} 10`;
    const { end } = JSON.parse(range) as { end: number };
    return JSON.stringify({ bytes: end - 3000, lines: 10, rows: 10, header: ["id", "text"] });
  }
});
