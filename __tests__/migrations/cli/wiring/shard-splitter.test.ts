import { describe, expect, it } from "vitest";
import { ShardSplitter, splitMsIn } from "../../../../migrations/cli/wiring/shard-splitter";

const shard = { id: "00001", entity: "note", from: {}, range: "0 1000", version: "1" };

/** The owner of a shard, of which a worker wishes a part. */
class Owner {
  now = 0;
  wishes = 1;
  readonly split: unknown[] = [];
  private look = (): void => undefined;
  readonly splitter: ShardSplitter;

  constructor(rest: { range: string; childRange: string } | undefined) {
    this.splitter = new ShardSplitter(
      shard,
      {
        location: { lookMs: 1000, takeWish: () => Promise.resolve(this.wishes-- > 0) },
        source: { splitRest: (part, cursor) => Promise.resolve(rest && { ...rest, part, cursor }) },
        claimed: { split: (rows) => Promise.resolve(void this.split.push(rows)) },
        splitMs: 10_000,
      },
      {
        monotonic: () => this.now,
        signal: new AbortController().signal,
        every: (_ms, step) => {
          this.look = step;
          return () => (this.look = () => undefined);
        },
      },
    );
  }

  /** Reads up to a part of the shard at a time, and looks. @returns whether it is to be split there */
  async reads(fraction: number, atMs: number): Promise<boolean> {
    this.now = atMs;
    this.splitter.isWanted(fraction);
    this.look();
    await Promise.resolve();
    await Promise.resolve();
    return this.splitter.isWanted(fraction);
  }
}

const rest = { range: "0 600", childRange: "600 1000" };

describe("the owner of a shard", () => {
  it("takes a wish once it would need longer than the limit for the rest", async () => {
    const owner = new Owner(rest);
    expect(await owner.reads(0.1, 0)).toBe(false);
    // Half of it in 10 s: 8 s are left.
    expect(await owner.reads(0.6, 10_000)).toBe(false);
    expect(owner.wishes).toBe(1);
    // 0.7 of it in 40 s: 11 s are left.
    expect(await owner.reads(0.8, 40_000)).toBe(true);
  });

  it("splits once for a wish", async () => {
    const owner = new Owner(rest);
    await owner.reads(0, 0);
    expect(await owner.reads(0.1, 5000)).toBe(true);
    expect(await owner.splitter.split("300 3")).toBe("0 600");
    expect(owner.split).toMatchObject([{ ...rest, cursor: "300 3", part: { range: "0 1000" } }]);
    await owner.reads(0.1, 5000);
    expect(await owner.reads(0.2, 10_000)).toBe(false);
  });

  it("keeps its rows if the source cannot split them", async () => {
    const owner = new Owner(undefined);
    await owner.reads(0, 0);
    await owner.reads(0.1, 5000);
    expect(await owner.splitter.split("300 3")).toBeUndefined();
    expect(owner.split).toEqual([]);
  });

  it("does not look any more once it is closed", async () => {
    const owner = new Owner(rest);
    await owner.reads(0, 0);
    owner.splitter.close();
    expect(await owner.reads(0.1, 5000)).toBe(false);
    expect(owner.wishes).toBe(1);
  });
});

describe("the limit", () => {
  it.each([
    [undefined, 10_000],
    ["", 10_000],
    ["0", 0],
    ["86400", 86_400_000],
  ])("of %s is %d ms", (text, ms) => {
    expect(splitMsIn({ env: { DYNAMODB_MIGRATE_SPLIT_SECONDS: text } })).toBe(ms);
  });

  it.each(["-1", "86401", "soon"])("of %s is refused", (text) => {
    expect(() => splitMsIn({ env: { DYNAMODB_MIGRATE_SPLIT_SECONDS: text } })).toThrowError(
      expect.objectContaining({ code: "split-invalid" }),
    );
  });
});
