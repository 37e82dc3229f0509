import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CsvSource } from "../../../migrations/sources/csv/csv-source";
import { JsonlSource } from "../../../migrations/sources/json/jsonl-source";
import type { Position, Source } from "../../../migrations/sources/source";
import { useTemporaryFolder } from "../files/temporary-folder";

describe("the lines of a file's rows", () => {
  const folder = useTemporaryFolder();

  async function linesOf(source: Source, after?: Position): Promise<[number, number | undefined][]> {
    const stream = source.rows({ file: "rows" }, { after });
    const found: [number, number | undefined][] = [];
    for await (const { rows } of stream) rows.forEach(({ number, line }) => found.push([number, line]));
    expect(stream.origin?.file).toBe("data/rows");
    return found;
  }

  async function firstPosition(source: Source): Promise<Position> {
    for await (const { rows, cursor } of source.rows({ file: "rows" }))
      if (cursor !== undefined) return { row: rows.at(-1)?.number ?? 0, cursor };
    throw new Error("the file must have more than one chunk");
  }

  const blocks = Array.from({ length: 40_000 }, (_, index) => index);

  it("count blank lines and both lines of a CSV cell of two, also in a resumed reading", async () => {
    const text = `id,text\n${blocks.map((n) => `${n},"a\nb"\n\n`).join("")}`;
    await writeFile(join(folder(), "rows"), text);
    const source = new CsvSource(folder(), "data");
    const whole = await linesOf(source);
    expect(whole.slice(0, 3)).toEqual([
      [1, 3],
      [2, 6],
      [3, 9],
    ]);
    expect(whole.at(-1)).toEqual([40_000, 120_000]);
    const after = await firstPosition(source);
    expect(await linesOf(source, after)).toEqual(whole.slice(after.row));
  });

  it("count blank lines of a JSON Lines file, also in a resumed reading", async () => {
    await writeFile(join(folder(), "rows"), blocks.map((n) => `{"id":"${n}"}\n\n`).join(""));
    const source = new JsonlSource(folder(), "data");
    const whole = await linesOf(source);
    expect([whole[0], whole.at(-1)]).toEqual([
      [1, 1],
      [40_000, 79_999],
    ]);
    const after = await firstPosition(source);
    expect(await linesOf(source, after)).toEqual(whole.slice(after.row));
  });
});
