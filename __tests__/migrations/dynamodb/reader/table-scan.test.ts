import { describe, expect, it } from "vitest";
import { ReadRate } from "../../../../migrations/dynamodb/rate/read-rate";
import type { Item } from "../../../../migrations/items/item";
import { TableScan } from "../../../../migrations/dynamodb/reader/table-scan";
import { StoppedClock } from "../rate/clock";
import { type Called, fakeService, serviceError } from "../fake-service";

const idOf = (item: Item) => item["id"]?.S ?? "";

/** A table of three pages a segment. */
function answer({ body: input }: Called): object {
  const segment = (input["Segment"] as number | undefined) ?? 0;
  const page = Number((input["ExclusiveStartKey"] as Item | undefined)?.["page"]?.N ?? 0);
  return {
    Items: [{ id: { S: `${segment}-${page}` } }],
    ...(page < 2 && { LastEvaluatedKey: { page: { N: String(page + 1) } } }),
  };
}

async function scanned(reader: TableScan, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  for await (const items of reader.scan(signal)) ids.push(...items.map(idOf));
  return ids.toSorted();
}

describe("TableScan", () => {
  it("reads every page of every segment once", async () => {
    expect(await scanned(new TableScan(fakeService(answer), "users", { segments: 2 }))).toEqual([
      ...["0-0", "0-1", "0-2"],
      ...["1-0", "1-1", "1-2"],
    ]);
  });

  it("reads a part of the table, which other scans complete", async () => {
    const inputs: object[] = [];
    const service = fakeService((called) => inputs.push(called.body) && answer(called));
    const part = { first: 2, of: 6 };
    const ids = await scanned(new TableScan(service, "users", { segments: 2, part }));
    expect(ids).toEqual([...["2-0", "2-1", "2-2"], ...["3-0", "3-1", "3-2"]]);
    for (const input of inputs) expect(input).toMatchObject({ TotalSegments: 6 });
  });

  it("reads consistently, and names segments only where there are several", async () => {
    const inputs: unknown[] = [];
    const client = fakeService(({ body: input }) => inputs.push(input) && { Items: [] });
    await scanned(new TableScan(client, "users", { segments: 1 }));
    await scanned(new TableScan(client, "users", { segments: 2 }));
    expect(inputs).toEqual([
      { TableName: "users", ConsistentRead: true },
      { TableName: "users", ConsistentRead: true, Segment: 0, TotalSegments: 2 },
      { TableName: "users", ConsistentRead: true, Segment: 1, TotalSegments: 2 },
    ]);
  });

  it("asks for pages of so many items, and what they consumed, only where it has a rate", async () => {
    const inputs: unknown[] = [];
    const service = fakeService((called) => inputs.push(called.body) && answer(called));
    const rate = new ReadRate({ now: () => 0, sleep: () => Promise.resolve(), unitsPerSecond: 10 });
    await scanned(new TableScan(service, "users", { segments: 1, rate }));
    const request = { TableName: "users", ConsistentRead: true, ReturnConsumedCapacity: "TOTAL" };
    expect(inputs).toEqual([
      { ...request, Limit: 1 },
      { ...request, Limit: 2, ExclusiveStartKey: { page: { N: "1" } } },
      { ...request, Limit: 2, ExclusiveStartKey: { page: { N: "2" } } },
    ]);
  });

  it("lets no page wait for its turn once the reader has stopped", async () => {
    const clock = new StoppedClock();
    const rate = new ReadRate({ ...clock, unitsPerSecond: 1 });
    const pages = new TableScan(fakeService(answer), "users", { segments: 2, rate }).scan();
    await pages.next();
    await pages.return(undefined);
    await Promise.all(clock.sleeps);
    expect(clock.sleeps).toHaveLength(3);
  });

  it("turns base64 into bytes, wherever it is", async () => {
    const bytes = { B: "AP8=" };
    const stored = { id: { S: "a" }, bytes, set: { BS: ["AQ=="] }, deep: { M: { list: { L: [bytes] } } } };
    const items: unknown[] = [];
    for await (const page of new TableScan(
      fakeService(() => ({ Items: [stored] })),
      "users",
      { segments: 1 },
    ).scan())
      items.push(...page);
    const decoded = { B: new Uint8Array([0, 255]) };
    expect(items).toEqual([
      {
        id: { S: "a" },
        bytes: decoded,
        set: { BS: [new Uint8Array([1])] },
        deep: { M: { list: { L: [decoded] } } },
      },
    ]);
  });

  it("leaves an attribute alone that is only named like a type", async () => {
    const stored = { id: { S: "a" }, B: { S: "AP8=" }, BS: { L: [{ S: "B" }] } };
    const items: unknown[] = [];
    for await (const page of new TableScan(
      fakeService(() => ({ Items: [stored] })),
      "users",
      { segments: 1 },
    ).scan())
      items.push(...page);
    expect(items).toEqual([stored]);
  });

  it("says why a table cannot be read", async () => {
    const client = fakeService(() => {
      throw serviceError("AccessDeniedException");
    });
    await expect(scanned(new TableScan(client, "users"))).rejects.toMatchObject({
      code: "table-unreadable",
      message:
        "table users cannot be read: not allowed to call dynamodb:Scan on table users; grant dynamodb:Scan, as the construct MigrationRole does",
    });
  });

  it("leaves no failure unheard where reading stops early", async () => {
    const client = fakeService(({ body: input }) => {
      if (input["ExclusiveStartKey"] !== undefined) throw serviceError("InternalServerError");
      return { Items: [{ id: { S: "a" } }], LastEvaluatedKey: { id: { S: "a" } } };
    });
    const pages = new TableScan(client, "users", { segments: 1 }).scan();
    expect((await pages.next()).done).toBe(false);
    await pages.return(undefined);
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("throws a failure that came while the reader was busy", async () => {
    const client = fakeService(({ body: input }) => {
      if (input["ExclusiveStartKey"] !== undefined) throw serviceError("InternalServerError");
      return { Items: [{ id: { S: "a" } }], LastEvaluatedKey: { id: { S: "a" } } };
    });
    const pages = new TableScan(client, "users", { segments: 1 }).scan();
    await pages.next();
    await new Promise((resolve) => setImmediate(resolve));
    await expect(pages.next()).rejects.toMatchObject({ code: "table-unreadable" });
  });

  it("ends with an interruption when it is aborted", async () => {
    const client = fakeService(() => {
      throw new DOMException("aborted", "AbortError");
    });
    await expect(scanned(new TableScan(client, "users"), AbortSignal.abort())).rejects.toMatchObject({
      kind: "interrupted",
      message: "interrupted; nothing was changed",
    });
  });
});
