import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rejectGroups } from "../../../migrations/report/reject-groups";
import { useTemporaryFolder } from "../files/temporary-folder";

function line(row: number, code: string, value: unknown = { id: row }): string {
  return `${JSON.stringify({ entity: "note", row, code, message: `row ${row}`, value })}\n`;
}

describe("rejected rows by reason", () => {
  const folder = useTemporaryFolder();
  const path = (): string => join(folder(), "rejects.jsonl");

  it("come most first, with the first three of each", async () => {
    await writeFile(path(), [1, 2, 3, 4].map((row) => line(row, "oversize")).join("") + line(5, "empty-key"));
    const groups = await rejectGroups(path(), { "empty-key": 1, oversize: 4 });
    expect(groups.map(({ code, count, examples }) => [code, count, examples.map(({ row }) => row)])).toEqual([
      ["oversize", 4, [1, 2, 3]],
      ["empty-key", 1, [5]],
    ]);
  });

  it("show the row, its end cut off where it is long", async () => {
    await writeFile(path(), line(1, "oversize", { body: "x".repeat(400_000) }));
    const [group] = await rejectGroups(path(), { oversize: 1 });
    expect(group?.examples[0]).toMatchObject({ entity: "note", row: 1, message: "row 1" });
    expect(group?.examples[0]?.value).toMatch(/^\{"body":"x{591} …$/);
  });

  it("are found without reading on, however long the file is", async () => {
    await writeFile(path(), line(1, "oversize") + `${"x".repeat(1000)}\n`.repeat(20_000));
    let read = 0;
    await rejectGroups(path(), { oversize: 1 }, (file) =>
      createReadStream(file).on("data", (chunk) => (read += chunk.length)),
    );
    expect(read).toBeLessThan(1_000_000);
  });

  it("are counted where the file is not there", async () => {
    expect(await rejectGroups(path(), { oversize: 7 })).toEqual([
      {
        code: "oversize",
        count: 7,
        remedy: expect.stringContaining("compress or offload") as string,
        examples: [],
      },
    ]);
  });

  it("pass over a line that a kill has cut, and rows above the checkpoint's count", async () => {
    await writeFile(path(), `${line(1, "oversize")}null\n{"entity":"no`);
    const [group] = await rejectGroups(path(), { oversize: 2 });
    expect(group?.examples.map(({ row }) => row)).toEqual([1]);
  });

  it("are none where none were rejected", async () => {
    expect(await rejectGroups(path(), {})).toEqual([]);
  });
});
