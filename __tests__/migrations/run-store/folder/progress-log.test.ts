import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Acknowledgement } from "../../../../migrations/run-store/checkpoint";
import { ProgressLog } from "../../../../migrations/run-store/folder/progress-log";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();

const said = (row: number, changes: Partial<Acknowledgement> = {}): Acknowledgement => ({
  ...{ entity: "user", row, item: 1, key: "k", ending: "written" },
  ...changes,
});

/** The rows that a process finds. */
async function found(): Promise<number[]> {
  return (await ProgressLog.open(folder())).found.map(({ row }) => row);
}

describe("ProgressLog", () => {
  it("gives the next process what was noted, with its reasons", async () => {
    const log = await ProgressLog.open(folder());
    const refused = said(2, { item: 3, ending: "refused-by-service", message: "a\u2028\n" });
    [said(1), refused].forEach((one) => log.append(one));
    await setImmediate();
    expect((await ProgressLog.open(folder())).found).toEqual([said(1), refused]);
  });

  it("has everything of one step in the file before the next one", async () => {
    const log = await ProgressLog.open(folder());
    [1, 2, 3].forEach((row) => log.append(said(row)));
    await Promise.resolve();
    expect((await readFile(join(folder(), "progress-1.jsonl"), "utf8")).split("\n")).toHaveLength(4);
  });

  it("keeps the old file until the checkpoint is saved, and the new one has what that does not count", async () => {
    const log = await ProgressLog.open(folder());
    [1, 2].forEach((row) => log.append(said(row)));
    const deleteOld = log.rotate([said(2)]);
    log.append(said(3));
    await Promise.resolve();
    expect(await found()).toEqual([1, 2, 2, 3]);
    await deleteOld();
    expect(await found()).toEqual([2, 3]);
  });

  it("deletes the files of earlier processes with the first checkpoint", async () => {
    await writeFile(join(folder(), "progress-7.jsonl"), '["user",1,1,"k","written"]\n');
    await writeFile(join(folder(), "progress-10.jsonl"), '["user",2,1,"k","written"]\n');
    const log = await ProgressLog.open(folder());
    expect(log.found.map(({ row }) => row)).toEqual([1, 2]);
    await log.rotate([said(2)])();
    expect(await found()).toEqual([2]);
  });

  it("leaves no file behind where everything is counted", async () => {
    const log = await ProgressLog.open(folder());
    log.append(said(1));
    await log.rotate([])();
    log.close();
    expect(await readdir(folder())).toEqual([]);
  });

  it("passes over a line that a kill left half-written", async () => {
    await writeFile(join(folder(), "progress-1.jsonl"), '["user",1,1,"k","written"]\n["user",2,1,"k","wri');
    expect(await found()).toEqual([1]);
  });

  it("says what to do where it cannot be written to, at the next thing that is noted", async () => {
    const log = await ProgressLog.open(folder());
    await rm(folder(), { recursive: true });
    log.append(said(1));
    await Promise.resolve();
    const expected = expect.objectContaining({ code: "run-folder-unwritable" }) as Error;
    expect(() => log.append(said(2))).toThrow(expected);
    expect(() => log.rotate([])).toThrow(expected);
    await mkdir(folder());
  });
});
