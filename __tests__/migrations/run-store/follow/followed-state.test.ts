import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { maxRejectedRows, readFollowedState } from "../../../../migrations/run-store/follow/followed-state";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "followed-"));
  await writeFile(
    join(folder, "follow.json"),
    JSON.stringify({
      ...{ formatVersion: 1, phase: "prepared", position: "0", name: "shop" },
      ...{ startedAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" },
      counts: { inserts: 0, updates: 0, deletes: 0, written: 0, deleted: 0, unchanged: 0 },
      ...{ rejected: [], dirty: 0, lagMs: 0 },
    }),
  );
});
afterEach(() => rm(folder, { recursive: true }));

async function rejecting(lines: readonly object[]): Promise<void> {
  await writeFile(join(folder, "rejects.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

function reject(row: number, code = "where") {
  return { entity: "user", row, item: 1, rowKey: `["${row}"]`, code, message: `because ${code}` };
}

it.each(["already-exists", "duplicate-key", "where"])(
  "has the rows that the run rejected as %s",
  async (code) => {
    await rejecting([reject(7, code)]);
    expect((await readFollowedState(folder))?.rejected).toEqual([
      { entity: "user", key: '["7"]', code, message: `because ${code}` },
    ]);
  },
);

it("takes 100,000 rejected rows, each once, and refuses one more", async () => {
  const rows = Array.from({ length: maxRejectedRows }, (_, row) => reject(row));
  await rejecting([...rows, reject(0)]);
  expect((await readFollowedState(folder))?.rejected).toHaveLength(100_000);
  await rejecting([...rows, reject(maxRejectedRows)]);
  await expect(readFollowedState(folder)).rejects.toMatchObject({
    code: "not-followed",
    message: expect.stringContaining("more than 100000 rejected rows") as string,
  });
});
