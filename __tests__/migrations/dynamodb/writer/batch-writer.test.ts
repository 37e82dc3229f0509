import { describe, expect, it } from "vitest";
import type { ServiceResponse } from "../../../../migrations/dynamodb/client/service-response";
import { BatchWire } from "../../../../migrations/dynamodb/writer/batch-wire";
import { putOf } from "./put-of";
import { harness, writeAll, writes } from "./writer-harness";

const sizes = (requests: readonly string[][]) => requests.map((ids) => ids.length);
const written = (count: number) => Array.from({ length: count }, (_, id) => [String(id), "written"]);

describe("BatchWriter", () => {
  it("sends batches of 25, and the rest at the end", async () => {
    const { writer, wire, settled } = harness({});
    await writeAll(writer, writes(60));
    expect(sizes(wire.requests)).toEqual([25, 25, 10]);
    expect(settled).toEqual(written(60));
  });

  it("sends batches of the asked size", async () => {
    const { writer, wire } = harness({}, { batchSize: 2 });
    await writeAll(writer, writes(5));
    expect(sizes(wire.requests)).toEqual([2, 2, 1]);
  });

  it("sends nothing where there is nothing", async () => {
    const { writer, wire } = harness({});
    await writer.finish();
    expect(wire.requests).toEqual([]);
  });

  it("keeps requests below 16 MB on the wire", async () => {
    const { writer, wire } = harness({});
    await writeAll(writer, writes(25, "\u0001".repeat(390_000)));
    expect(sizes(wire.requests)).toEqual([6, 6, 6, 6, 1]);
  });

  it("fills requests to the last item that fits, as they are on the wire", async () => {
    const bodies: number[] = [];
    const call = (_operation: string, body: Buffer): Promise<ServiceResponse> => {
      bodies.push(body.length);
      return Promise.resolve({ body, json: { UnprocessedItems: {} } });
    };
    const wire = new BatchWire({ service: { call }, tableName: "users", keyNames: ["id"] });
    const { writer } = harness({}, { wire, concurrency: 1 });
    const large = writes(25, '"\u0001é'.repeat(80_000));
    await writeAll(writer, large);
    const each = Buffer.byteLength(putOf(large[0]!.item).text);
    expect(bodies.map((bytes) => Math.floor(bytes / each))).toEqual([19, 6]);
    expect([bodies[0]! < 16_000_000, bodies[0]! + each > 16_000_000]).toEqual([true, true]);
  });

  it("never has a batch of more than 25, even where writes are not waited for", async () => {
    const { writer, wire } = harness({}, { concurrency: 1 });
    await Promise.all(writes(80).map(async (write) => writer.write(write)));
    await writer.finish();
    expect(sizes(wire.requests)).toEqual([25, 25, 25, 5]);
  });

  it("has no more requests in flight than it may", async () => {
    const { writer, wire } = harness({}, { batchSize: 1, concurrency: 3 });
    await writeAll(writer, writes(50));
    expect(wire.mostInFlight).toBe(3);
  });

  it("sends what is left unprocessed again, and only that", async () => {
    const { writer, wire, retries } = harness({ meetings: ["take-one", "take-one"] });
    await writeAll(writer, writes(4));
    expect(wire.requests).toEqual([
      ["0", "1", "2", "3"],
      ["1", "2", "3"],
      ["2", "3"],
    ]);
    expect(retries).toEqual([
      ["left unprocessed", 3],
      ["left unprocessed", 2],
    ]);
  });

  it.each(["throttled", "transient", "lost-answer"] as const)(
    "sends a batch again that was met with: %s",
    async (meeting) => {
      const { writer, wire, settled } = harness({ meetings: [meeting] });
      await writeAll(writer, writes(2));
      expect(wire.requests).toEqual([
        ["0", "1"],
        ["0", "1"],
      ]);
      expect(settled).toEqual(written(2));
    },
  );

  it("waits longer after every attempt without progress", async () => {
    const { writer, waits } = harness({ meetings: Array.from({ length: 10 }, () => "throttled" as const) });
    await writeAll(writer, writes(1));
    expect(waits).toEqual([25, 50, 100, 200, 400, 800, 1600, 3200, 6400, 10_000]);
  });

  it("begins with short waits anew after progress", async () => {
    const meetings = ["leave-all", "leave-all", "take-one", "leave-all"] as const;
    const { writer, waits } = harness({ meetings });
    await writeAll(writer, writes(3));
    expect(waits).toEqual([25, 50, 25, 50]);
  });

  it("jitters its waits", async () => {
    const drawn = [0, 0.25, 0.75];
    const meetings = ["throttled", "throttled", "throttled"] as const;
    const { writer, waits } = harness({ meetings }, { random: () => drawn.shift() ?? 0 });
    await writeAll(writer, writes(1));
    expect(waits).toEqual([0, 25, 150]);
  });

  it("splits a request that is too large until it fits", async () => {
    const { writer, wire, settled } = harness({ most: 2 });
    await writeAll(writer, writes(7));
    expect(sizes(wire.requests)).toEqual([7, 4, 2, 2, 3, 2, 1]);
    expect(settled).toEqual(written(7));
  });

  it("takes a refused batch apart until the item at fault stands alone", async () => {
    const { writer, settled } = harness({ refused: new Set(["3"]) });
    await writeAll(writer, writes(8));
    expect(settled.filter(([, kind]) => kind === "refused")).toEqual([["3", "refused"]]);
    expect(settled).toHaveLength(8);
  });

  it("refuses a single item that is too large for any request", async () => {
    const { writer, settled } = harness({ most: 0 });
    await writeAll(writer, writes(1));
    expect(settled).toEqual([["0", "refused"]]);
  });

  it("hands on that an item exists", async () => {
    const { writer, settled } = harness({ existing: new Set(["1"]) });
    await writeAll(writer, writes(2));
    expect(settled).toEqual([
      ["0", "written"],
      ["1", "exists"],
    ]);
  });
});

describe("a BatchWriter that cannot go on", () => {
  it("gives up after 5 minutes without progress, resumably", async () => {
    const { writer, waits, settled } = harness({
      meetings: Array.from({ length: 100 }, () => "throttled" as const),
    });
    await expect(writeAll(writer, writes(2))).rejects.toMatchObject({
      kind: "unreachable",
      code: "table-unreachable",
      message:
        "table users does not accept writes: throttled-code: the service is throttled (retried for 5 min)",
    });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBe(300_000);
    expect(settled).toEqual([]);
  });

  it("gives up if items are left unprocessed again and again", async () => {
    const meetings = Array.from({ length: 20 }, () => "leave-all" as const);
    const { writer } = harness({ meetings }, { giveUpAfterMs: 3000 });
    await expect(writeAll(writer, writes(2))).rejects.toMatchObject({
      code: "table-unreachable",
      message:
        "table users does not accept writes: left unprocessed: DynamoDB returned all items as UnprocessedItems (retried for 3 s)",
    });
  });

  it("stops at once at a fatal answer", async () => {
    const { writer, wire } = harness({ meetings: ["fatal"] }, { batchSize: 1, concurrency: 1 });
    await expect(writeAll(writer, writes(10))).rejects.toMatchObject({
      kind: "unreachable",
      code: "table-refuses",
      message: "table users does not accept writes: fatal-code: the service is fatal",
    });
    expect(wire.requests).toEqual([["0"]]);
  });

  it("does not let other batches go on trying", async () => {
    const meetings = ["throttled", "fatal"] as const;
    const { writer, wire } = harness({ meetings }, { batchSize: 1, sleep: untilAborted });
    await expect(writeAll(writer, writes(2))).rejects.toMatchObject({ code: "table-refuses" });
    expect(wire.requests).toEqual([["0"], ["1"]]);
  });

  it("takes no write after a failure", async () => {
    const { writer } = harness({ meetings: ["fatal"] });
    await writeAll(writer, writes(1)).catch(() => undefined);
    await expect(writer.write(writes(1)[0]!)).rejects.toMatchObject({ code: "table-refuses" });
  });

  it("passes on what is no answer of the service", async () => {
    const defect = new TypeError("defect");
    const { writer } = harness({}, { wire: { put: () => Promise.reject(defect) } });
    await expect(writeAll(writer, writes(1))).rejects.toBe(defect);
  });

  it("sends nothing after an abort, and waits for what is in flight", async () => {
    const abort = new AbortController();
    const { writer, wire, settled } = harness({}, { batchSize: 2, signal: abort.signal });
    for (const write of writes(5)) await writer.write(write);
    abort.abort();
    await expect(writer.finish()).rejects.toMatchObject({ kind: "interrupted" });
    expect(wire.requests).toEqual([
      ["0", "1"],
      ["2", "3"],
    ]);
    expect(settled).toEqual(written(4));
  });

  it("does not send a batch that waited for room when the abort came", async () => {
    const abort = new AbortController();
    const { writer, wire } = harness({}, { batchSize: 1, concurrency: 1, signal: abort.signal });
    const [first, second] = writes(2);
    await writer.write(first!);
    const waiting = writer.write(second!);
    abort.abort();
    await waiting;
    await writer.drain();
    expect(wire.requests).toEqual([["0"]]);
  });

  it("breaks off its waiting at an abort", async () => {
    const abort = new AbortController();
    const { writer, wire } = harness(
      { meetings: ["throttled"] },
      { signal: abort.signal, sleep: untilAborted },
    );
    const done = writeAll(writer, writes(1));
    setImmediate(() => setImmediate(() => abort.abort()));
    await expect(done).rejects.toMatchObject({ kind: "interrupted" });
    expect(wire.requests).toEqual([["0"]]);
  });

  it("drains without throwing", async () => {
    const { writer, wire } = harness({ meetings: ["fatal"] }, { batchSize: 1 });
    await writer.write(writes(1)[0]!);
    await expect(writer.drain()).resolves.toBeUndefined();
    expect(wire.inFlight).toBe(0);
  });

  /** A wait that only an abort ends. */
  async function untilAborted(_ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
  }
});
