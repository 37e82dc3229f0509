import { describe, expect, it } from "vitest";
import { UnreachableError } from "../../../../migrations/errors";
import type { ObjectStore } from "../../../../migrations/objects/object-store";
import type { ReaderSettings } from "../../../../migrations/pipeline/read/entity-reader";
import { runMigration } from "../../../../migrations/pipeline/run/run";
import { KeptStore } from "../kept-store";
import { people, runSettings, shop, tables } from "../shop";

const offload = { bucket: "large", attributes: ["page"], prefix: "" };
const rows = ["a", "b", "c"].map((id) => ({ id, page: id.repeat(2000) }));

/** The shop, whose items over 600 bytes are put away. */
async function shopWithPages(): Promise<ReaderSettings> {
  const reader = await shop({ guests: { rows: [{ id: "0", page: "small" }, ...rows] } });
  const entities = reader.definition.entities.map((entity) => ({
    ...entity,
    oversize: { over: 600, compress: [], offload },
  }));
  return { ...reader, definition: { ...reader.definition, entities } };
}

const keyed = (id: string): RegExp => new RegExp(`^shop-people/${id}/page-[0-9a-f]{64}$`);

describe("a run with large attributes", () => {
  it("keeps each before the item that points to it is written", async () => {
    const to = tables();
    const log: string[] = [];
    const objects: ObjectStore = {
      put: ({ key }) => {
        const id = key.split("/")[1] ?? "";
        log.push(`${id} put, item ${to[people.name]?.stored.has(id) ? "there" : "not yet there"}`);
        return Promise.resolve();
      },
    };
    const result = await runMigration(runSettings(await shopWithPages(), to, { objects }));
    expect(result.outcome).toBe("finished");
    expect(log).toEqual([
      "a put, item not yet there",
      "b put, item not yet there",
      "c put, item not yet there",
    ]);
    expect(to[people.name]?.stored.get("a")).toMatchObject({
      page: { M: { bucket: { S: "large" }, key: { S: expect.stringMatching(keyed("a")) as string } } },
      "page#encoding": { S: "text+s3" },
    });
  });

  it("stops where one cannot be kept, and goes on with it later", async () => {
    const to = tables();
    const kept: { rejects: []; checkpoint?: never } = { rejects: [] };
    const put: string[] = [];
    const failing: ObjectStore = {
      put: ({ key }) => {
        if (keyed("b").test(key)) throw new UnreachableError("object-not-kept", "no bucket");
        return Promise.resolve();
      },
    };
    const reader = await shopWithPages();
    const stopped = await runMigration(
      runSettings(reader, to, { objects: failing, store: new KeptStore(kept) }),
    );
    expect(stopped).toMatchObject({ outcome: "stopped", failure: { code: "object-not-kept" } });
    expect(to[people.name]?.stored.has("b")).toBe(false);
    const mended: ObjectStore = { put: ({ key }) => Promise.resolve(void put.push(key)) };
    const finished = await runMigration(
      runSettings(reader, to, { objects: mended, store: new KeptStore(kept) }),
    );
    expect(finished.outcome).toBe("finished");
    expect(put.at(-2)).toMatch(keyed("b"));
    expect(put.at(-1)).toMatch(keyed("c"));
    expect(to[people.name]?.stored.size).toBe(4);
  });
});
