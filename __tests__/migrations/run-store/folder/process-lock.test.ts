import { writeFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { ProcessIdentity } from "../../../../migrations/run-store/folder/process-identity";
import {
  isLocked,
  type LockDependencies,
  ProcessLock,
} from "../../../../migrations/run-store/folder/process-lock";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const lockPath = () => join(folder(), "lock");
const identity = (pid: number, changes: Partial<ProcessIdentity> = {}): ProcessIdentity => ({
  ...{ pid, host: "machine", bootId: "boot", pidNamespace: "ns", startedAt: `start of ${pid}` },
  ...changes,
});

const taken: ProcessLock[] = [];
afterEach(async () => {
  for (const lock of taken.splice(0)) await lock.release();
});

interface EdgeSettings extends Partial<LockDependencies> {
  /** Processes of this machine that live, with when they were started. */
  readonly alive?: Readonly<Record<number, string>>;
}

/** A process with a clock of its own, which a sleep moves. */
function edge(self: ProcessIdentity, { alive = {}, ...changes }: EdgeSettings = {}): LockDependencies {
  let time = 0;
  return {
    processes: { self, isAlive: (pid) => alive[pid] !== undefined, startedAt: (pid) => alive[pid] },
    now: () => new Date(0),
    monotonic: () => time,
    sleep: (ms) => Promise.resolve(void (time += ms)),
    onWaiting: () => undefined,
    atExit: () => () => undefined,
    ...changes,
  };
}

async function take(self: ProcessIdentity, settings?: EdgeSettings): Promise<ProcessLock> {
  const lock = await ProcessLock.take(lockPath(), edge(self, settings));
  taken.push(lock);
  return lock;
}

/** The number of the process that the lock names. */
async function heldBy(): Promise<number> {
  const [, holder = ""] = (await readFile(lockPath(), "utf8")).split("\n");
  return (JSON.parse(holder) as ProcessIdentity).pid;
}

describe("ProcessLock", () => {
  it("names its holder, and leaves nothing else behind", async () => {
    await take(identity(1));
    expect([await heldBy(), await readdir(folder())]).toEqual([1, ["lock"]]);
  });

  it("is gone once it is released", async () => {
    await (await ProcessLock.take(lockPath(), edge(identity(1)))).release();
    expect(await readdir(folder())).toEqual([]);
  });

  it("is gone if the process exits at once, unless another process holds it by then", async () => {
    const exits = new Set<() => void>();
    const atExit = (step: () => void) => (exits.add(step), () => void exits.delete(step));
    await take(identity(1), { atExit });
    exits.forEach((exit) => exit());
    expect(await readdir(folder())).toEqual([]);

    await take(identity(2));
    exits.forEach((exit) => exit());
    expect(await heldBy()).toBe(2);
  });

  it("names its path and the fix if its folder is a file", async () => {
    const path = join(folder(), "taken", "lock");
    await writeFile(join(folder(), "taken"), "");
    const message = expect.stringMatching(
      /taken\/lock: a part of the path is a file, not a folder \(ENOTDIR\)\. Move that file or use another location\.$/,
    ) as string;
    const dependencies = edge(identity(1));
    await expect(ProcessLock.take(path, dependencies)).rejects.toMatchObject({
      code: "run-folder-unwritable",
      message,
    });
    await expect(isLocked(path, dependencies.processes)).rejects.toMatchObject({
      code: "run-folder-unreadable",
      message,
    });
  });

  it("is not released at an exit after it was released", async () => {
    const exits = new Set<() => void>();
    const atExit = (step: () => void) => (exits.add(step), () => void exits.delete(step));
    await (await ProcessLock.take(lockPath(), edge(identity(1), { atExit }))).release();
    expect(exits.size).toBe(0);
  });

  it("refuses a second process while the first lives", async () => {
    await take(identity(1));
    await expect(take(identity(2), { alive: { 1: "start of 1" } })).rejects.toMatchObject({
      kind: "usage",
      code: "run-locked",
      message: `process 1 on machine has been working on this run since 1970-01-01T00:00:00.000Z; wait until it has ended, or end it (${lockPath()})`,
    });
    expect(await heldBy()).toBe(1);
  });

  it("is taken over at once from a process of this machine that has ended", async () => {
    await take(identity(1));
    const noSleep = () => Promise.reject(new Error("waited"));
    await take(identity(2), { sleep: noSleep });
    expect([await heldBy(), await readdir(folder())]).toEqual([2, ["lock"]]);
  });

  it("is taken over from an ended process whose number a later one has", async () => {
    await take(identity(1));
    await take(identity(2), { alive: { 1: "later" } });
    expect(await heldBy()).toBe(2);
  });

  it("is taken over from an earlier process of the caller's own number", async () => {
    await take(identity(1, { startedAt: "earlier" }));
    await take(identity(1), { alive: { 1: "start of 1" } });
    expect(await heldBy()).toBe(1);
  });

  it.each([
    ["alive", { 1: "start" }, "run-locked"],
    ["dead", {}, undefined],
  ])("of an earlier version is judged by its process alone, which is %s", async (_state, alive, code) => {
    await writeFile(lockPath(), '{"pid":1,"since":"2026-01-01T00:00:00.000Z"}');
    const result = await take(identity(2), { alive }).catch((error: { code: string }) => error.code);
    expect(typeof result === "string" ? result : undefined).toBe(code);
  });

  it("is taken over if its file names nobody", async () => {
    await writeFile(lockPath(), "");
    await take(identity(2));
    expect(await heldBy()).toBe(2);
  });

  it.each([
    ["on another host", { host: "other", bootId: "other boot" }],
    ["in another container of the same number", { pidNamespace: "other" }],
    ["of an earlier start of the machine", { bootId: "earlier boot" }],
  ])("is taken over from a process %s once its heart stood still for a minute", async (_where, other) => {
    await take(identity(1, other));
    let waited = 0;
    const said: string[] = [];
    const settings = edge(identity(1), { alive: { 1: "start of 1" }, onWaiting: (line) => said.push(line) });
    const sleep = (ms: number) => settings.sleep(ms).then(() => void (waited += ms));
    taken.push(await ProcessLock.take(lockPath(), { ...settings, sleep }));
    expect(waited).toBe(60_000);
    expect(said).toEqual([
      `This run is locked by process 1 on ${"host" in other ? "other" : "machine"}, which cannot be seen from here: waiting up to 60 s for a sign of life`,
    ]);
  });

  it("refuses a process that cannot see the holder, once its heart beats", async () => {
    await take(identity(1, { pidNamespace: "other" }));
    const beat = async () => {
      const text = await readFile(lockPath(), "utf8");
      await writeFile(lockPath(), text.replace(/^\d+/, "000000000001"));
    };
    await expect(take(identity(1), { sleep: beat })).rejects.toMatchObject({ code: "run-locked" });
  });

  it("tells a holder that another process has taken its lock over", async () => {
    const lock = await take(identity(1));
    await expect(lock.check()).resolves.toBeUndefined();
    await take(identity(2));
    await expect(lock.check()).rejects.toMatchObject({ code: "run-lock-lost" });
  });

  it("is not released by a holder that has lost it", async () => {
    const lock = await take(identity(1));
    await take(identity(2));
    await lock.release();
    taken.splice(0, 1);
    expect(await heldBy()).toBe(2);
  });

  it("goes to exactly one of many processes that find a dead one's at the same time", async () => {
    await take(identity(1));
    const pids = Array.from({ length: 20 }, (_, index) => index + 2);
    const alive = Object.fromEntries(pids.map((pid) => [pid, `start of ${pid}`]));
    const results = await Promise.allSettled(pids.map((pid) => take(identity(pid), { alive })));
    const winners = pids.filter((_, index) => results[index]?.status === "fulfilled");
    expect(winners).toEqual([await heldBy()]);
  });

  it("is refused after five attempts, in each of which another process was quicker and ended", async () => {
    let attempts = 0;
    const now = () => {
      attempts++;
      const ended = { ...identity(9), since: String(attempts) };
      writeFileSync(lockPath(), `0\n${JSON.stringify(ended)}\n`);
      return new Date(0);
    };
    await expect(ProcessLock.take(lockPath(), edge(identity(1), { now }))).rejects.toMatchObject({
      code: "run-locked",
      message: `other processes are taking ${lockPath()} at the same moment; retry`,
    });
    expect(attempts).toBe(5);
  });

  it("names its path and the fix if its folder does not exist", async () => {
    const path = join(folder(), "none", "lock");
    await expect(ProcessLock.take(path, edge(identity(1)))).rejects.toMatchObject({
      code: "run-folder-unwritable",
      message: `cannot write to ${path}: no such file or folder (ENOENT). Check the path.`,
    });
  });

  it.each([
    ["alive", { 1: "start of 1" }, true],
    ["dead", {}, false],
  ])("says whether it is held by a process that is %s", async (_state, alive, expected) => {
    await take(identity(1));
    expect(await isLocked(lockPath(), edge(identity(2), { alive }).processes)).toBe(expected);
  });
});
