import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { JournalFile, journalFile } from "../../../../migrations/run-store/journal/journal-file";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { reject, sampleCheckpoint, settledUpTo } from "../../run-store/sample-checkpoint";
import { holdMs, Machine, MemoryObjects } from "../../run-store/remote/shared-store";
import { locationOn, sharedManifest } from "./shared-machine";

const folder = useTemporaryFolder();
const manifest = sharedManifest(2);
const [shard, second] = manifest.shards as [(typeof manifest.shards)[0], (typeof manifest.shards)[0]];

/** An entry for an item that did not exist. */
const entry = (id: string, row: number) => ({
  ...{ table: "notes", keyText: `{"id":{"S":"${id}"}}`, wrote: `digest-${id}` },
  origin: { entity: "note", row, item: 1 },
});

describe("a shard whose state is in objects", () => {
  let objects: MemoryObjects;
  let a: Machine;
  let b: Machine;

  beforeEach(() => {
    objects = new MemoryObjects();
    a = new Machine("a", objects);
    b = new Machine("bb", objects);
  });

  const on = (machine: Machine) => locationOn(machine, join(folder(), machine.host));
  const claim = async (machine: Machine, location = on(machine)) => {
    const claimed = await location.claim(shard);
    if (!claimed) throw new Error("it is not free");
    const { store, storeJournal } = claimed;
    const mark = store.checkpoint?.journal;
    const journal = await JournalFile.open(join(store.folder, journalFile), mark, storeJournal);
    onTestFinished(() => journal.close());
    const save = (rows: number, state: "running" | "finished" = "running") => {
      const entities = { note: { ...settledUpTo(rows), done: state === "finished" } };
      const changes = { run: shard.id, state, entities, journal: journal.mark(new Map([["note", rows]])) };
      return store.save(sampleCheckpoint(changes), [], () => journal.sync());
    };
    return { ...claimed, journal, save };
  };
  /** Time passes after which a frozen process has lost its lease; the other machine looks before. */
  const freeze = async (): Promise<void> => {
    const watching = on(b);
    await watching.busy(await watching.states(manifest));
    await Promise.all([a.pass(holdMs, true), b.pass(holdMs)]);
  };

  it("has the journal of a request in the store before the request is sent", async () => {
    const { journal } = await claim(a);
    await journal.append([entry("n1", 1), entry("n2", 2)]);
    const segments = (await objects.list("shards/")).filter(({ name }) => name.includes(journalFile));
    expect(segments).toHaveLength(1);
    expect(objects.text(segments[0]!.name)).toContain("digest-n2");
  });

  it("is continued on another machine from its checkpoint, with keys, rejects and writes that no checkpoint counts", async () => {
    const first = await claim(a);
    await first.journal.append([entry("n1", 1)]);
    for (const key of ["AAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBB"]) first.store.addKey("note", key);
    first.store.addReject(reject("note", 1));
    await first.save(1);
    await first.journal.append([entry("n2", 2)]);
    await freeze();
    const next = await claim(b);
    expect(next.store.checkpoint?.entities["note"]).toMatchObject({ settledUpTo: 1 });
    expect(next.journal.found.map(({ wrote }) => wrote)).toEqual(["digest-n2"]);
    const keys: string[] = [];
    for await (const piece of next.store.keys("note", 1)) keys.push(Buffer.from(piece).toString("base64url"));
    expect(keys).toEqual(["AAAAAAAAAAAAAAAA"]);
    expect(await readFile(join(next.store.folder, "rejects.jsonl"), "utf8")).toContain("missing-key");
  });

  it("is not saved by its earlier owner any more, whose journal the successor does not see", async () => {
    const first = await claim(a);
    await first.save(1);
    await freeze();
    const next = await claim(b);
    await first.journal.append([entry("late", 2)]);
    await expect(first.save(5)).rejects.toMatchObject({ code: "lease-lost" });
    await next.journal.append([entry("n2", 2)]);
    await next.save(2, "finished");
    await next.close();
    const [collected] = await on(b).collect(manifest, "all");
    expect(collected?.entity).toMatchObject({ settledUpTo: 2, done: true });
    const text = await readFile(join(collected!.folder, journalFile), "utf8");
    expect(text).toContain("digest-n2");
    expect(text).not.toContain("digest-late");
  });

  it("lets nobody settle the run until its earlier owner says that its requests are over", async () => {
    const first = await claim(a);
    await freeze();
    const next = await claim(b);
    await next.save(1, "finished");
    await next.close();
    const interrupted = locationOn(b, folder(), AbortSignal.abort());
    expect(await interrupted.settled(manifest)).toBe(false);
    await first.close();
    expect(await on(b).settled(manifest)).toBe(true);
  });

  it("is free at once if its owner gives it back, and is never claimed again once it is finished", async () => {
    await (await claim(a)).close();
    const next = await claim(b);
    await next.save(1, "finished");
    await next.close();
    expect(await on(a).claim(shard)).toBeUndefined();
    const [state] = await on(a).states(manifest);
    expect(state).toMatchObject({ isFinished: true });
  });

  it("is not claimed any more once the run is closed, which waits for no free shard and refuses a busy one", async () => {
    const first = await claim(a);
    await expect(on(b).close(manifest)).rejects.toMatchObject({ code: "run-locked" });
    await first.close();
    await on(b).close(manifest);
    expect([await on(a).claim(shard), await on(a).claim(second)]).toEqual([undefined, undefined]);
  });
});

describe("a worker that looks for shards", () => {
  it.each([20, 2000])("does not send more requests if there are more (%d shards)", async (count) => {
    const objects = new MemoryObjects();
    const many = sharedManifest(count);
    const location = locationOn(new Machine("a", objects), folder());
    const next = await location.startWith(many.shards);
    expect(next.map(({ id }) => id)).toEqual(many.shards.slice(0, 8).map(({ id }) => id));
    expect(objects.requests).toHaveLength(2);
  });

  it("has nothing left to wait for once all are done", async () => {
    const objects = new MemoryObjects();
    const location = locationOn(new Machine("a", objects), folder());
    await location.close(manifest);
    expect(await location.awaited(manifest.shards)).toEqual([]);
  });
});
