import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nextNumber, readRuns } from "../../../../migrations/run-store/folder/run-list";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { sampleCheckpoint } from "../sample-checkpoint";

const folder = useTemporaryFolder();

async function keep(run: string, startedAt: string, number?: number): Promise<void> {
  await mkdir(join(folder(), run));
  const checkpoint = sampleCheckpoint({ run, startedAt, ...(number && { number }) });
  await writeFile(join(folder(), run, "checkpoint.json"), JSON.stringify(checkpoint));
}

describe("readRuns", () => {
  it("sorts runs by number, whatever the clock said, and those of earlier versions first, by their start", async () => {
    await keep("a", "2026-01-01T10:00:00.000Z", 2);
    await keep("b", "2026-01-01T12:00:00.000Z", 1);
    await keep("c", "2026-01-03T00:00:00.000Z");
    await keep("d", "2026-01-02T00:00:00.000Z");
    const list = await readRuns(folder());
    expect(list.runs.map(({ run }) => run)).toEqual(["d", "c", "b", "a"]);
    expect(nextNumber(list)).toBe(3);
  });

  it("numbers the first run 1, also beside runs without a number", async () => {
    expect(nextNumber(await readRuns(folder()))).toBe(1);
    await keep("c", "2026-01-03T00:00:00.000Z");
    expect(nextNumber(await readRuns(folder()))).toBe(1);
  });

  it("says that a checkpoint is not JSON, and the way out", async () => {
    await mkdir(join(folder(), "a"));
    await writeFile(join(folder(), "a", "checkpoint.json"), '{"run": ');
    const [damaged] = (await readRuns(folder())).damaged;
    expect(damaged?.problem.message).toMatch(
      /checkpoint\.json cannot be used: it is not valid JSON \(.+\)\. Restore it from a copy, or move its folder away to start over$/,
    );
  });
});
