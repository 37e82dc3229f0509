import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { startOf, thisProcess } from "../../../../migrations/cli/wiring/machine";
import { LocalLocation } from "../../../../migrations/cli/wiring/local-location";
import type { ProcessContext } from "../../../../migrations/cli/process-context";
import type { RunLocation } from "../../../../migrations/cli/wiring/run-location";
import type { Manifest } from "../../../../migrations/run-store/shards/manifest";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { holdMs, Machine, MemoryObjects } from "../../run-store/remote/shared-store";
import { sampleCheckpoint, settledUpTo } from "../../run-store/sample-checkpoint";
import { locationOn, sharedManifest } from "./shared-machine";

const folder = useTemporaryFolder();
const rows = { range: "0 400", childRange: "400 1000" };

function ranged(): Manifest {
  const manifest = sharedManifest(2);
  return { ...manifest, shards: manifest.shards.map((shard) => ({ ...shard, range: "0 1000" })) };
}
const manifest = ranged();
const [shard] = manifest.shards as [(typeof manifest.shards)[0]];

type Claimed = NonNullable<Awaited<ReturnType<RunLocation["claim"]>>>;

async function claim(location: RunLocation, wanted = shard): Promise<Claimed> {
  const claimed = await location.claim(wanted);
  if (!claimed) throw new Error(`${wanted.id} is not free`);
  return claimed;
}

/** Saves that all rows of a claimed shard are moved. */
async function finish(claimed: Claimed): Promise<void> {
  const entities = { note: { ...settledUpTo(5), done: true } };
  await claimed.store.save(sampleCheckpoint({ run: claimed.shard.id, state: "finished", entities }), []);
  await claimed.close();
}

const listed = async (location: RunLocation) =>
  (await location.states(manifest)).map(
    ({ shard: { id, range }, isFinished }) => `${id}: ${range}${isFinished ? " done" : ""}`,
  );
const unsplit = ["00001: 0 1000", "00002: 0 1000"];

describe("a shard in objects that is split", () => {
  let objects: MemoryObjects;
  let a: Machine;
  let b: Machine;

  beforeEach(() => {
    objects = new MemoryObjects();
    a = new Machine("a", objects);
    b = new Machine("bb", objects);
  });

  const on = (machine: Machine) => locationOn(machine, join(folder(), machine.host));
  /** Time passes after which a frozen process has lost its lease; the other machine looks before. */
  const freeze = async (): Promise<void> => {
    const watching = on(b);
    await watching.busy(await watching.states(manifest));
    await Promise.all([a.pass(holdMs, true), b.pass(holdMs)]);
  };

  it("has a child that another machine finds, and moves beside it", async () => {
    const parent = await claim(on(a));
    await parent.split(rows);
    const other = on(b);
    const second = await claim(other, manifest.shards[1]);
    const [child, ...more] = await other.awaited(manifest.shards);
    expect(more).toEqual([]);
    expect(child).toMatchObject({ id: "00001.1.1", range: "400 1000", entity: "note" });
    const claimed = await claim(other, child);
    expect(claimed.shard).toEqual(child);
    await finish(claimed);
    await finish(parent);
    await finish(second);
    expect(await listed(on(b))).toEqual([
      "00001: 0 400 done",
      "00001.1.1: 400 1000 done",
      "00002: 0 1000 done",
    ]);
  });

  it("keeps its end and its children with every checkpoint", async () => {
    const parent = await claim(on(a));
    await parent.split(rows);
    await parent.store.save(sampleCheckpoint({ run: "00001", entities: { note: settledUpTo(1) } }), []);
    await parent.split({ range: "0 200", childRange: "200 400" });
    await finish(parent);
    expect(await listed(on(b))).toEqual([
      "00001: 0 200 done",
      "00001.1.2: 200 400",
      "00001.1.1: 400 1000",
      "00002: 0 1000",
    ]);
  });

  it("is moved as a whole by its successor if its owner is gone before it has changed the lease", async () => {
    await claim(on(a));
    // What the owner does before it changes the lease.
    await objects.put("splits/00001.1.1", "{}");
    await freeze();
    expect(await listed(on(b))).toEqual(unsplit);
    expect((await on(b).awaited(manifest.shards)).map(({ id }) => id)).not.toContain("00001.1.1");
    expect((await claim(on(b))).shard.range).toBe("0 1000");
  });

  it("is moved up to its new end by its successor if its owner is gone after it has changed the lease", async () => {
    const parent = await claim(on(a));
    await parent.split(rows);
    await freeze();
    const successor = await claim(on(b));
    // It does not know how far its predecessor has read and written.
    expect([parent.isFresh, successor.isFresh]).toEqual([true, false]);
    expect(successor.shard.range).toBe("0 400");
    await successor.split({ range: "0 100", childRange: "100 400" });
    expect(await listed(on(b))).toEqual([
      "00001: 0 100",
      "00001.2.2: 100 400",
      "00001.1.1: 400 1000",
      "00002: 0 1000",
    ]);
  });

  it("is not split by an owner that stood still while it was taken over, before or during the split", async () => {
    const parent = await claim(on(a));
    await freeze();
    const successor = await claim(on(b));
    await expect(parent.split(rows)).rejects.toMatchObject({ code: "lease-lost" });
    expect(await listed(on(b))).toEqual(unsplit);
    await successor.split({ range: "0 700", childRange: "700 1000" });
    expect(await listed(on(b))).toEqual(["00001: 0 700", "00001.2.1: 700 1000", "00002: 0 1000"]);
  });

  it("has a child that one of two idle workers moves", async () => {
    const parent = await claim(on(a));
    await parent.split(rows);
    const child = { ...shard, id: "00001.1.1", range: "400 1000" };
    const claimed = await Promise.all([on(a), on(b)].map((location) => location.claim(child)));
    expect(claimed.filter((one) => one !== undefined)).toHaveLength(1);
  });

  it("is closed with its children, those too that nobody has claimed", async () => {
    const parent = await claim(on(a));
    await parent.split(rows);
    await parent.close();
    await on(b).close(manifest);
    expect((await objects.list("done/")).map(({ name }) => name)).toEqual([
      "done/00001",
      "done/00001.1.1",
      "done/00002",
    ]);
    expect(await on(a).claim({ ...shard, id: "00001.1.1" })).toBeUndefined();
  });

  it("is split for one wish by one owner", async () => {
    await objects.put("wishes/one", "{}");
    const taken = await Promise.all([on(a), on(b)].map((location) => location.takeWish()));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await on(a).takeWish()).toBe(false);
  });
});

describe("a shard in a folder that is split", () => {
  const location = (signal = new AbortController().signal): LocalLocation => {
    const context = {
      ...{ cwd: folder(), pid: process.pid, identity: thisProcess(process.pid), startOf, signal },
      ...{ now: () => new Date(), monotonic: () => performance.now(), error: () => undefined },
      ...{ atExit: () => () => undefined, isAlive: (pid: number) => pid === process.pid },
    } as unknown as ProcessContext;
    return new LocalLocation(folder(), context);
  };

  it("has a child that can be claimed beside it, and both are joined in the order of their rows", async () => {
    const parent = await claim(location());
    await parent.split(rows);
    await parent.split({ range: "0 200", childRange: "200 400" });
    const child = await claim(location(), { ...shard, id: "00001.1.2", range: "200 400" });
    await finish(child);
    await finish(parent);
    expect(await listed(location())).toEqual([
      "00001: 0 200 done",
      "00001.1.2: 200 400 done",
      "00001.1.1: 400 1000",
      "00002: 0 1000",
    ]);
  });

  it("is claimed with the end that it was given before its owner was gone", async () => {
    const parent = await claim(location());
    await parent.split(rows);
    await parent.store.save(sampleCheckpoint({ run: parent.shard.id, state: "running" }), []);
    await parent.close();
    const successor = await claim(location());
    expect([parent.isFresh, successor.isFresh]).toEqual([true, false]);
    expect(successor.shard.range).toBe("0 400");
  });

  it("is not split by an owner whose lock is gone", async () => {
    const parent = await claim(location());
    const lock = join(folder(), "shards", "00001", "lock");
    await rm(lock);
    await writeFile(lock, "another");
    await expect(parent.split(rows)).rejects.toMatchObject({ code: "run-lock-lost" });
    expect(await listed(location())).toEqual(unsplit);
  });

  it("is split for a worker that waits, once for each wish, and not for one that is gone", async () => {
    const wishes = join(folder(), "wishes");
    await mkdir(wishes);
    await writeFile(join(wishes, "1"), "");
    expect(await location().takeWish()).toBe(false);
    expect(await readdir(wishes)).toEqual([]);
    await writeFile(join(wishes, String(process.pid)), "");
    const taken = await Promise.all([location().takeWish(), location().takeWish()]);
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it("is waited for by a worker that has none, until a child appears or all are finished", async () => {
    const parent = await claim(location());
    const second = await claim(location(), manifest.shards[1]);
    const waiting = location().awaited(manifest.shards);
    const wished = async () => location().takeWish();
    await expect.poll(wished, { timeout: 10_000 }).toBe(true);
    await parent.split(rows);
    expect((await waiting).map(({ id }) => id)).toEqual(["00001.1.1"]);
    await finish(await claim(location(), (await waiting)[0]));
    const last = location().awaited(manifest.shards);
    await finish(parent);
    await finish(second);
    // A shard that finishes during a look may be tried once more.
    for (const shard of await last) expect(await location().claim(shard)).toBeUndefined();
    expect(await location().awaited(manifest.shards)).toEqual([]);
    expect(await readdir(join(folder(), "wishes"))).toEqual([]);
  });
});
