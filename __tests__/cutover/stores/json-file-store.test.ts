import { fork } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile, chmod } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { jsonFileStore } from "../../../cutover/stores/json-file-store";
import { JsonSource } from "../../../migrations/sources/json/json-source";
import type { RowObject } from "../../../migrations/items/row";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "json-store-"));
  path = join(folder, "db.json");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const mapping = { keyOf: (row: RowObject) => row["id"] as string };

function storeOf(rest: Partial<Parameters<typeof jsonFileStore>[0]> = {}) {
  return jsonFileStore({ path, mapping, at: "$.users", ...rest });
}

describe("a JSON file", () => {
  it("keeps its indentation, its other members and every digit", async () => {
    const text = `{
  "users": [
    {
      "id": "a",
      "n": 12345678901234567890,
      "d": 0.12345678901234567890
    }
  ],
  "version": 3.10
}
`;
    await writeFile(path, text);
    const store = storeOf();
    await store.write("b", { id: "b", n: 98765432109876543210n });
    await store.delete("b");
    expect(await readFile(path, "utf8")).toBe(text.replace("3.10", "3.1"));
  });

  it("returns the rows that the migration's source returns", async () => {
    const rows = [
      { id: "a", n: 12345678901234567890n, list: [1, { x: null }], text: "é", flag: true, none: null },
      { id: 2, f: 1.5, big: 1e300 },
    ];
    await writeFile(path, `{"users":[${rows.map((row) => JSON.stringify(row, bare)).join(",")}]}`);
    const found: unknown[] = [];
    for await (const chunk of new JsonSource(folder).rows({ file: "db.json", at: "$.users" }))
      found.push(...chunk.rows.map(({ value }) => value));
    expect(await storeOf().all()).toEqual(found);
    expect(await storeOf().read("2")).toEqual(found[1]);
  });

  it("keeps the columns that a write does not have", async () => {
    await writeFile(path, '{"users":[{"id":"a","name":"Ann","secret":"x"}]}');
    await storeOf().write("a", { id: "a", name: "Bea" });
    expect(await storeOf().read("a")).toEqual({ id: "a", name: "Bea", secret: "x" });
  });

  it("loses columns that a write does not have, if the mapping restores all but those that it drops", async () => {
    await writeFile(path, '{"users":[{"id":"a","name":"Ann","secret":"x"}]}');
    const whole = { ...mapping, restoresAllColumns: true, droppedColumns: ["secret"] };
    await storeOf({ mapping: whole }).write("a", { id: "a" });
    expect(await storeOf().read("a")).toEqual({ id: "a", secret: "x" });
  });

  it("keeps its permissions", async () => {
    await writeFile(path, '{"users":[]}');
    await chmod(path, 0o640);
    await storeOf().write("a", { id: "a" });
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it("may be a list", async () => {
    await writeFile(path, "[]");
    const store = storeOf({ at: "$" });
    await store.write("a", { id: "a" });
    expect(await readFile(path, "utf8")).toBe('[{"id":"a"}]');
    expect(await store.read("b")).toBeUndefined();
  });

  it.each([
    ["{", "is not valid JSON"],
    ['{"users":{}}', "must hold a list of objects at $.users"],
    ['{"users":[1]}', "must hold a list of objects at $.users"],
  ])("is refused: %s", async (text, message) => {
    await writeFile(path, text);
    await expect(storeOf().read("a")).rejects.toThrow(message);
  });

  it("is named if it does not exist", async () => {
    await expect(storeOf().read("a")).rejects.toThrow(`${path}: not found`);
  });

  it("refuses a key that several records have", async () => {
    await writeFile(path, '{"users":[{"id":"a"},{"id":"a"},{"id":"b"}]}');
    await expect(storeOf().read("a")).rejects.toThrow("several records with the key a");
    expect(await storeOf().read("b")).toEqual({ id: "b" });
  });

  it("refuses values that JSON cannot hold, and stays as it is", async () => {
    await writeFile(path, '{"users":[]}');
    await expect(storeOf().write("a", { id: "a", bytes: new Uint8Array(1) })).rejects.toThrow(
      "JSON cannot hold",
    );
    expect(await storeOf().all()).toEqual([]);
  });
});

function bare(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

describe("change", () => {
  it("loses no change of writers in one process", async () => {
    await writeFile(path, '{"users":[{"id":"a","n":0}]}');
    const stores = [storeOf(), storeOf()];
    const changes = Array.from({ length: 50 }, (_, at) =>
      (stores[at % 2] as ReturnType<typeof storeOf>).change("a", (row) => ({
        ...row,
        n: Number(row?.["n"]) + 1,
      })),
    );
    await Promise.all(changes);
    expect(await storeOf().read("a")).toEqual({ id: "a", n: 50 });
  });

  it("fails alone if its step throws", async () => {
    await writeFile(path, '{"users":[{"id":"a","n":0}]}');
    const store = storeOf();
    const failing = store.change("a", () => {
      throw new Error("refused");
    });
    const other = store.change("b", () => ({ id: "b" }));
    await expect(failing).rejects.toThrow("refused");
    await expect(other).resolves.toEqual({ id: "b" });
  });

  it("deletes the record if its step returns undefined", async () => {
    await writeFile(path, '{"users":[{"id":"a"},{"id":"b"}]}');
    await storeOf().change("a", () => undefined);
    expect(await storeOf().all()).toEqual([{ id: "b" }]);
    expect(await storeOf().read("b")).toEqual({ id: "b" });
  });

  it("loses no change of writers in three processes, one of which is killed", async () => {
    await writeFile(path, '{"users":[{"id":"a","n":0}]}');
    const writers = [0, 1, 2].map(() =>
      fork(join(__dirname, "json-writer.ts"), [path], { execArgv: ["--import", "tsx"] }),
    );
    const counts = [0, 0, 0];
    writers.forEach((writer, index) => writer.on("message", () => counts[index]!++));
    while (counts.some((count) => count < 20)) await new Promise((resolve) => setTimeout(resolve, 5));
    const ended = writers.map((writer) => once(writer, "exit"));
    writers[0]?.kill("SIGKILL");
    await ended[0];
    const afterKill = [...counts];
    while (counts[1]! < afterKill[1]! + 10) await new Promise((resolve) => setTimeout(resolve, 5));
    writers.forEach((writer) => writer.kill("SIGKILL"));
    await Promise.all(ended);
    const acknowledged = counts.reduce((sum, count) => sum + count, 0);
    const n = Number((await storeOf().read("a"))?.["n"]);
    expect(n).toBeGreaterThanOrEqual(acknowledged);
    expect(n).toBeLessThanOrEqual(acknowledged + 3);
  });
});
