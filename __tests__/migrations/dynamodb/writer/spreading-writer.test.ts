import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpreadingWriter } from "../../../../migrations/dynamodb/writer/spreading-writer";
import type { ItemWriter } from "../../../../migrations/dynamodb/writer/item-writer";
import { type NumberedWrite, writeOf } from "./put-of";
import { seededRandom } from "../../../emulators/seeded-random";

/** Notes what comes, and whether it was finished or drained. */
class Sink implements ItemWriter<NumberedWrite> {
  readonly came: NumberedWrite[] = [];
  readonly calls: string[] = [];

  write(write: NumberedWrite): Promise<void> {
    this.came.push(write);
    return Promise.resolve();
  }

  finish(): Promise<void> {
    this.calls.push("finish");
    return Promise.resolve();
  }

  drain(): Promise<void> {
    this.calls.push("drain");
    return Promise.resolve();
  }
}

const numbered = (sequence: number, partition = "p", bytes = 100): NumberedWrite =>
  writeOf({ thread: { S: partition } }, sequence, bytes, ["thread"]);

const threadOf = ({ item }: NumberedWrite) => item["thread"]?.S ?? "";

describe("SpreadingWriter", () => {
  it("hands every write on once, whatever the window", async () => {
    const bytes = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 200 });
    const window = fc.record({ items: fc.nat(50), bytes: fc.nat(5000) });
    await fc.assert(
      fc.asyncProperty(bytes, window, fc.nat(), async (sizes, size, seed) => {
        const sink = new Sink();
        const writer = new SpreadingWriter(sink, seededRandom(seed), size);
        for (const [index, one] of sizes.entries()) await writer.write(numbered(index, "p", one));
        await writer.finish();
        expect(sink.came.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual([
          ...sizes.keys(),
        ]);
        expect(sink.calls).toEqual(["finish"]);
      }),
      { numRuns: 300 },
    );
  });

  it("holds back no more items than the window has", async () => {
    const sink = new Sink();
    const writer = new SpreadingWriter(sink, seededRandom(1), { items: 10 });
    for (let sequence = 0; sequence < 25; sequence++) await writer.write(numbered(sequence));
    expect(sink.came).toHaveLength(15);
  });

  it("holds back no more bytes than the window has", async () => {
    const sink = new Sink();
    const writer = new SpreadingWriter(sink, seededRandom(1), { bytes: 1000 });
    for (let sequence = 0; sequence < 25; sequence++) await writer.write(numbered(sequence));
    expect(sink.came).toHaveLength(15);
  });

  it("lowers the share of one partition in a batch to about its share in the window where keys come sorted", async () => {
    const sink = new Sink();
    const writer = new SpreadingWriter(sink, seededRandom(7));
    // 200 threads of 100 posts, one behind the other: a window holds 20 of them.
    for (let row = 0; row < 20_000; row++) await writer.write(numbered(row, `t${Math.floor(row / 100)}`));
    await writer.finish();
    const batches = Array.from({ length: 800 }, (_, at) => sink.came.slice(at * 25, at * 25 + 25));
    const most = batches.map((batch) => {
      const counts = new Map<string, number>();
      for (const thread of batch.map(threadOf)) counts.set(thread, (counts.get(thread) ?? 0) + 1);
      return Math.max(...counts.values());
    });
    const mean = most.reduce((sum, one) => sum + one, 0) / most.length;
    // Unmixed, all 25 of a batch go to one partition.
    expect(mean).toBeLessThan(5);
    expect(Math.max(...most)).toBeLessThan(15);
  });

  it("lets no write wait while more than two windows of later ones go by", async () => {
    const sink = new Sink();
    const writer = new SpreadingWriter(sink, seededRandom(5), { items: 10 });
    for (let sequence = 0; sequence < 1000; sequence++) await writer.write(numbered(sequence));
    const waits = sink.came.map(({ sequence }, at) => at + 10 - sequence);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20);
  });

  it("comes in the same order again with the same randomness", async () => {
    const order = async (seed: number) => {
      const sink = new Sink();
      const writer = new SpreadingWriter(sink, seededRandom(seed), { items: 20 });
      for (let sequence = 0; sequence < 60; sequence++) await writer.write(numbered(sequence));
      await writer.finish();
      return sink.came.map(({ sequence }) => sequence);
    };
    expect(await order(3)).toEqual(await order(3));
    expect(await order(3)).not.toEqual(await order(4));
  });

  it("sends nothing more when it is drained", async () => {
    const sink = new Sink();
    const writer = new SpreadingWriter(sink, seededRandom(1));
    await writer.write(numbered(1));
    await writer.drain();
    expect([sink.came, sink.calls]).toEqual([[], ["drain"]]);
  });
});
