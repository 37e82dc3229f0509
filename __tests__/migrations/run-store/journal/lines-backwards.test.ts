import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesBackwards } from "../../../../migrations/run-store/journal/lines-backwards";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();

async function linesOf(content: string, pieceBytes?: number): Promise<string[]> {
  const path = join(folder(), "lines");
  await writeFile(path, content);
  const lines: string[] = [];
  for await (const line of linesBackwards(path, pieceBytes)) lines.push(line);
  return lines;
}

describe("linesBackwards", () => {
  it("gives a file's lines from the last to the first, wherever its pieces end", async () => {
    const line = fc.string({ unit: "grapheme", maxLength: 9 }).map((text) => text.replaceAll("\n", " "));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (lines, piece) => {
          expect(await linesOf(lines.join("\n"), piece)).toEqual(lines.toReversed());
        },
      ),
    );
  });

  it("gives a line whole that is longer than a piece", async () => {
    const long = "ä".repeat(300_000);
    expect(await linesOf(`${long}\n${long}\n`)).toEqual(["", long, long]);
  });

  it("gives one empty line of an empty file", async () => {
    expect(await linesOf("")).toEqual([""]);
  });
});
