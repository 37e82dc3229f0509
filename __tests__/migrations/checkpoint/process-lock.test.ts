import { writeFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ProcessLock } from "../../../migrations/checkpoint/process-lock";
import { useTemporaryFolder } from "../temporary-folder";

const folder = useTemporaryFolder();
const lockPath = () => join(folder(), "lock");
const holder = (pid: number) => ({ pid, since: "2026-01-01T00:00:00.000Z" });
const alive = () => true;
const dead = () => false;

/** The number of the process that the lock names. */
async function heldBy(): Promise<number> {
  return (JSON.parse(await readFile(lockPath(), "utf8")) as { pid: number }).pid;
}

describe("ProcessLock", () => {
  it("names its holder, and leaves nothing else behind", async () => {
    await ProcessLock.take(lockPath(), holder(1), alive);
    expect([await heldBy(), await readdir(folder())]).toEqual([1, ["lock"]]);
  });

  it("is gone once it is released", async () => {
    await (await ProcessLock.take(lockPath(), holder(1), alive)).release();
    expect(await readdir(folder())).toEqual([]);
  });

  it("refuses a second process while the first lives", async () => {
    await ProcessLock.take(lockPath(), holder(1), alive);
    await expect(ProcessLock.take(lockPath(), holder(2), alive)).rejects.toMatchObject({
      kind: "usage",
      code: "run-locked",
      message: `process 1 has been working on this run since 2026-01-01T00:00:00.000Z; wait for it or end it (${lockPath()})`,
    });
    expect(await heldBy()).toBe(1);
  });

  it("is taken over from a dead process", async () => {
    await ProcessLock.take(lockPath(), holder(1), alive);
    await ProcessLock.take(lockPath(), holder(2), dead);
    expect([await heldBy(), await readdir(folder())]).toEqual([2, ["lock"]]);
  });

  it("is taken over from an earlier process of the same number", async () => {
    await ProcessLock.take(lockPath(), holder(1), alive);
    await expect(ProcessLock.take(lockPath(), holder(1), alive)).resolves.toBeInstanceOf(ProcessLock);
  });

  it("is taken over where its file names nobody", async () => {
    await writeFile(lockPath(), "");
    await ProcessLock.take(lockPath(), holder(2), alive);
    expect(await heldBy()).toBe(2);
  });

  it("goes to exactly one of many processes that find a dead one's at the same time", async () => {
    await ProcessLock.take(lockPath(), holder(1), alive);
    const isAlive = (pid: number) => pid !== 1;
    const pids = Array.from({ length: 20 }, (_, index) => index + 2);
    const results = await Promise.allSettled(
      pids.map((pid) => ProcessLock.take(lockPath(), holder(pid), isAlive)),
    );
    const winners = pids.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toEqual([await heldBy()]);
  });

  it("passes on that it cannot be made", async () => {
    await expect(ProcessLock.take(join(folder(), "none", "lock"), holder(1), alive)).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("gives up where other processes take it again and again", async () => {
    await ProcessLock.take(lockPath(), holder(1), alive);
    let pid = 100;
    const isReplaced = () => {
      writeFileSync(lockPath(), JSON.stringify(holder(pid++)));
      return false;
    };
    await expect(ProcessLock.take(lockPath(), holder(2), isReplaced)).rejects.toMatchObject({
      code: "run-locked",
      message: `${lockPath()} is being taken by other processes at the same moment; try again`,
    });
  });
});
