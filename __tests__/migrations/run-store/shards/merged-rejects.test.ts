import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rejectText } from "../../../../migrations/run-store/reject-text";
import { mergeRejects } from "../../../../migrations/run-store/shards/merged-rejects";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const entity = 'a","row":9';

function line(row: number, item?: number) {
  return {
    entity,
    row,
    ...(item !== undefined && { item }),
    code: "missing-key",
    message: "m",
    value: { row: 1 },
  };
}

it("the joined rejects have the rows of one reading, without those that were dropped", async () => {
  const path = join(folder(), "1.jsonl");
  await writeFile(path, [line(1), line(2, 1), line(2, 2)].map(rejectText).join(""));
  await appendFile(path, '{"entity":');
  const joined = join(folder(), "rejects.jsonl");
  const shards = [
    { path: join(folder(), "missing.jsonl"), rowsBefore: 0 },
    {
      path,
      rowsBefore: 10,
      isDropped: (row: number, item: number) => row === 2 && item === 1,
      added: [line(13)],
    },
  ];
  await mergeRejects(shards, joined);
  const lines = (await readFile(joined, "utf8"))
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as unknown);
  expect(lines).toEqual([line(11), line(12, 2), line(13)]);
});
