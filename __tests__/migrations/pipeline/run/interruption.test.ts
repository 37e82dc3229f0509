import { describe, expect, it } from "vitest";
import { run, user } from "./run-shop";

describe("an interruption", () => {
  it("is an outcome, and what was acknowledged is in the checkpoint", async () => {
    const abort = new AbortController();
    const rows = Array.from({ length: 20 }, (_, index) => user(String(index)));
    const beforeRow = (row: number) => row === 10 && abort.abort();
    const { result, kept, people: ids } = await run({ users: { rows, beforeRow } }, { signal: abort.signal });
    expect(result).toMatchObject({ outcome: "interrupted", failure: { kind: "interrupted" } });
    expect(kept.checkpoint).toMatchObject({
      state: "interrupted",
      entities: { user: { settledUpTo: ids.length, written: ids.length } },
    });
  });
});

describe("an interruption after all rows were read", () => {
  it("waits for the requests in flight, so that the checkpoint counts what has arrived", async () => {
    const abort = new AbortController();
    let drawn = 0;
    // A number for each row that is sent; the first eight fill two requests.
    const random = () => {
      if (++drawn === 9) abort.abort();
      return 0;
    };
    const rows = Array.from({ length: 20 }, (_, index) => user(String(index)));
    const {
      result,
      kept,
      people: ids,
    } = await run({ users: { rows } }, { ...{ signal: abort.signal, random }, spread: {} });
    expect([result.outcome, ids.length]).toEqual(["interrupted", 8]);
    expect(kept.checkpoint?.entities["user"]?.settled).toMatchObject({ written: 8 });
  });
});
