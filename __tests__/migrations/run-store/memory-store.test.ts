import { describe, expect, it } from "vitest";
import { MemoryStore } from "../../../migrations/run-store/memory-store";

describe("MemoryStore", () => {
  it("takes everything and keeps nothing", async () => {
    const store = new MemoryStore("dry-run");
    await store.save();
    store.addReject({ entity: "a", row: 1, code: "oversize", message: "", value: null });
    store.acknowledge();
    store.addKey();
    await store.forgetRejectsAbove();
    await store.saveResult();
    await store.close();
    expect([store.run, store.folder, store.checkpoint]).toEqual(["dry-run", "", undefined]);
    expect([store.acknowledged, (await store.keys().next()).done]).toEqual([[], true]);
  });
});
