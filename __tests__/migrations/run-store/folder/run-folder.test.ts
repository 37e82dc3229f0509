import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Opener, RunFolder } from "../../../../migrations/run-store/folder/run-folder";
import { readRuns } from "../../../../migrations/run-store/folder/run-list";
import { Decimal } from "../../../../migrations/items/row";
import { useTemporaryFolder } from "../../files/temporary-folder";
import { reject, sampleCheckpoint } from "../sample-checkpoint";

const parent = useTemporaryFolder();
const opener = (pid = 1): Opener => ({
  processes: {
    self: { pid, host: "machine", startedAt: String(pid) },
    isAlive: () => true,
    startedAt: String,
  },
  now: () => new Date(0),
  monotonic: () => 0,
  sleep: () => Promise.resolve(),
  onWaiting: () => undefined,
  atExit: () => () => undefined,
});

const openRun = () => RunFolder.open(parent(), "forum-1", opener());
const path = (file: string) => join(parent(), "forum-1", file);
const textOf = (file: string) => readFile(path(file), "utf8");

/** The rows that rejects.jsonl names, as `entity row`. */
async function rejectedRows(): Promise<string[]> {
  const lines = (await textOf("rejects.jsonl")).split("\n").slice(0, -1);
  return lines
    .map((line) => JSON.parse(line) as ReturnType<typeof reject>)
    .map(({ entity, row }) => `${entity} ${row}`);
}

describe("RunFolder", () => {
  it("has no checkpoint at first, and afterwards the one saved last", async () => {
    const store = await openRun();
    expect(store.checkpoint).toBeUndefined();
    await store.save(sampleCheckpoint({ state: "running" }), []);
    await store.save(sampleCheckpoint({ state: "interrupted" }), []);
    await store.close();
    expect((await openRun()).checkpoint).toEqual(sampleCheckpoint({ state: "interrupted" }));
  });

  it("leaves no file half written: beside the checkpoint there is only the lock", async () => {
    const store = await openRun();
    await store.save(sampleCheckpoint(), []);
    expect((await readdir(store.folder)).toSorted()).toEqual(["checkpoint.json", "lock"]);
  });

  it("has the rejects on disk before the checkpoint that counts them", async () => {
    const store = await openRun();
    await mkdir(path("checkpoint.json"));
    store.addReject(reject("user", 1));
    await expect(store.save(sampleCheckpoint(), [])).rejects.toThrow();
    expect(await rejectedRows()).toEqual(["user 1"]);
  });

  it("has the keys on disk before the checkpoint that counts them", async () => {
    const store = await openRun();
    await mkdir(path("checkpoint.json"));
    store.addKey("user", Buffer.alloc(15, 7).toString("base64url"));
    await expect(store.save(sampleCheckpoint(), [])).rejects.toThrow();
    expect(await readFile(path("keys-user.bin"))).toEqual(Buffer.alloc(15, 7));
  });

  it("has all rejects on disk once it is closed", async () => {
    const store = await openRun();
    store.addReject(reject("user", 1));
    store.addReject(reject("user", 2));
    await store.close();
    expect(await rejectedRows()).toEqual(["user 1", "user 2"]);
  });

  it("keeps every digit and byte of a rejected row", async () => {
    const store = await openRun();
    const value = {
      long: 9007199254740993n,
      exact: new Decimal("0.1234567890123456789"),
      bytes: new Uint8Array([65]),
      set: new Set(["a", 1n]),
    };
    store.addReject(reject("user", 1, value));
    await store.close();
    expect(JSON.parse(await textOf("rejects.jsonl"))).toMatchObject({
      value: { long: "9007199254740993", exact: "0.1234567890123456789", bytes: "QQ==", set: ["a", "1"] },
    });
  });

  it("forgets the rejects of rows that will be read again", async () => {
    const store = await openRun();
    [3, 10, 11].forEach((row) => store.addReject(reject("user", row)));
    store.addReject(reject("post", 1));
    await store.save(sampleCheckpoint(), []);
    await store.forgetRejectsAbove(new Map([["user", 10]]));
    expect(await rejectedRows()).toEqual(["user 3", "user 10"]);
  });

  it("forgets a last line that a kill left half written", async () => {
    const store = await openRun();
    await writeFile(path("rejects.jsonl"), `${JSON.stringify(reject("user", 1))}\n{"entity":"user","ro`);
    await store.forgetRejectsAbove(new Map([["user", 10]]));
    store.addReject(reject("user", 2));
    await store.close();
    expect(await rejectedRows()).toEqual(["user 1", "user 2"]);
  });

  it("keeps a reject that holds separators which end lines elsewhere", async () => {
    const store = await openRun();
    store.addReject(reject("user", 1, "a\u2028b\u2029c\rd\ne"));
    await store.save(sampleCheckpoint(), []);
    await store.forgetRejectsAbove(new Map([["user", 10]]));
    expect(JSON.parse(await textOf("rejects.jsonl"))).toMatchObject({ value: "a\u2028b\u2029c\rd\ne" });
  });

  it("keeps a reject whose row is too deep to be written", async () => {
    const store = await openRun();
    const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], "x");
    store.addReject(reject("user", 1, deep));
    await store.close();
    expect(JSON.parse(await textOf("rejects.jsonl"))).toMatchObject({
      row: 1,
      value: "cannot be shown: Maximum call stack size exceeded",
    });
  });

  it("forgets nothing where there are no rejects", async () => {
    const store = await openRun();
    await store.forgetRejectsAbove(new Map());
    expect(await textOf("rejects.jsonl")).toBe("");
  });

  it("says what to do where the folder cannot be written to", async () => {
    const store = await openRun();
    await mkdir(path("checkpoint.json"));
    await expect(store.save(sampleCheckpoint(), [])).rejects.toMatchObject({
      code: "run-folder-unwritable",
      message: expect.stringMatching(/^cannot write to .+: .+ \([A-Z]+\)\. .+\.$/) as string,
    });
  });

  it("can be read by its owner only, though an earlier version made it for all", async () => {
    await mkdir(join(parent(), "forum-1"));
    await writeFile(path("rejects.jsonl"), "");
    await chmod(join(parent(), "forum-1"), 0o755);
    await chmod(path("rejects.jsonl"), 0o644);
    const store = await openRun();
    store.addReject(reject("user", 1));
    store.addKey("user", "AAAAAAAAAAAAAAAA");
    store.acknowledge({ entity: "user", row: 11, item: 1, key: "k", ending: "written" });
    await store.save(sampleCheckpoint(), []);
    store.acknowledge({ entity: "user", row: 12, item: 1, key: "k", ending: "written" });
    await store.forgetRejectsAbove(new Map([["user", 1]]));
    await store.saveResult({});
    const modes = async (name: string) => [name, (await stat(path(name))).mode & 0o777];
    const names = (await readdir(store.folder)).toSorted();
    expect(names).toHaveLength(6);
    expect(await Promise.all(names.map(modes))).toEqual(names.map((name) => [name, 0o600]));
    expect((await stat(store.folder)).mode & 0o777).toBe(0o700);
    await store.close();
  });

  it("replaces a symbolic link in its place, and leaves the link's target alone", async () => {
    const store = await openRun();
    await writeFile(join(parent(), "target"), "mine");
    await symlink(join(parent(), "target"), path("checkpoint.json"));
    await store.save(sampleCheckpoint(), []);
    expect(await readFile(join(parent(), "target"), "utf8")).toBe("mine");
    await store.close();
  });

  it("is not written to any more once its lock is gone", async () => {
    const store = await openRun();
    await rm(path("lock"));
    await expect(store.save(sampleCheckpoint(), [])).rejects.toMatchObject({ code: "run-lock-lost" });
    expect(await readdir(store.folder)).toEqual([]);
  });

  it("saves the result", async () => {
    const store = await openRun();
    store.addReject(reject("user", 1));
    await store.saveResult({ outcome: "finished" });
    expect(JSON.parse(await textOf("result.json"))).toEqual({ outcome: "finished" });
    expect(await rejectedRows()).toEqual(["user 1"]);
  });

  it("is refused while another living process works on the run", async () => {
    await openRun();
    await expect(RunFolder.open(parent(), "forum-1", opener(2))).rejects.toMatchObject({
      code: "run-locked",
    });
  });

  it("can be opened by another process once it is closed", async () => {
    await (await openRun()).close();
    await expect(RunFolder.open(parent(), "forum-1", opener(2))).resolves.toBeInstanceOf(RunFolder);
  });
});

describe("a checkpoint that cannot be read", () => {
  it.each([
    ["JSON that breaks off", '{"formatVersion": 1'],
    ["an empty file", ""],
    ["null", "null"],
    ["a later format", '{"formatVersion": 3, "entities": {}}'],
    ["other JSON", "[]"],
  ])("is an error and not the same as none: %s", async (_what, text) => {
    await (await openRun()).close();
    await writeFile(path("checkpoint.json"), text);
    const expected = {
      kind: "usage",
      code: "checkpoint-unreadable",
      message: expect.stringMatching(
        /checkpoint\.json cannot be used: .+\. Restore it from a copy, or move its folder away to start over$/s,
      ) as string,
    };
    await expect(openRun()).rejects.toMatchObject(expected);
    const { runs, damaged } = await readRuns(parent());
    expect(runs).toEqual([]);
    expect(damaged).toMatchObject([{ run: "forum-1", problem: expected }]);
  });

  it("does not keep the run locked", async () => {
    await (await openRun()).close();
    await writeFile(path("checkpoint.json"), "");
    await openRun().catch(() => undefined);
    expect(await readdir(join(parent(), "forum-1"))).toEqual(["checkpoint.json"]);
  });
});

describe("readRuns", () => {
  it("lists runs with the oldest first, and passes over what is none", async () => {
    const save = async (run: string, startedAt: string) => {
      const store = await RunFolder.open(parent(), run, opener());
      await store.save(sampleCheckpoint({ run, startedAt }), []);
    };
    await save("a", "2026-01-02T00:00:00.000Z");
    await save("b", "2026-01-01T00:00:00.000Z");
    await mkdir(join(parent(), "empty"));
    await writeFile(join(parent(), "file"), "");
    expect((await readRuns(parent())).runs.map(({ run }) => run)).toEqual(["b", "a"]);
  });

  it("lists nothing where there is no folder yet", async () => {
    expect(await readRuns(join(parent(), "none"))).toEqual({ runs: [], damaged: [] });
  });

  it("does not take a folder that cannot be read for an empty one", async () => {
    await writeFile(join(parent(), "file"), "");
    await expect(readRuns(join(parent(), "file"))).rejects.toMatchObject({
      code: "runs-unreadable",
      message: expect.stringMatching(
        /^cannot list the runs in .*file: a part of the path is a file, not a folder \(ENOTDIR\)\. Move that file or use another location\.$/,
      ) as string,
    });
  });
});
