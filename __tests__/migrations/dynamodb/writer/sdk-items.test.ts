import { describe, expect, it } from "vitest";
import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { SdkItems } from "../../../../migrations/dynamodb/writer/sdk-items";
import type { Item } from "../../../../migrations/items/item";
import { fakeClient, type Sent } from "../fake-client";

const keys: Item[] = [{ id: { S: "a" } }, { id: { S: "b" } }];

/** Items behind a service that responds so to each request; and the waits between the requests. */
function items(respond: (sent: Sent) => unknown): { reader: SdkItems; waits: number[] } {
  const waits: number[] = [];
  const sleep = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
  const policy = new RetryPolicy({ now: () => 0, random: () => 0.5, sleep });
  policy.responded();
  return { waits, reader: new SdkItems(fakeClient(respond), policy) };
}

const unprocessed = (...left: Item[]) => ({ users: { Keys: left } });
const total = (waits: readonly number[]) => waits.reduce((sum, ms) => sum + ms, 0);

describe("SdkItems", () => {
  it("gives up after 5 minutes if all keys are left unprocessed again and again", async () => {
    const { reader, waits } = items(() => ({ Responses: {}, UnprocessedKeys: unprocessed(...keys) }));
    await expect(reader.get("users", keys)).rejects.toMatchObject({
      code: "table-unreachable",
      message: expect.stringContaining("DynamoDB returned all keys as UnprocessedKeys") as string,
    });
    expect(total(waits)).toBe(300_000);
    expect(waits.length).toBeLessThan(100);
  });

  it("requests what was left unprocessed, and only that", async () => {
    const asked: unknown[] = [];
    const [one, other] = keys as [Item, Item];
    const responses = [
      { Responses: { users: [one] }, UnprocessedKeys: unprocessed(other) },
      { Responses: { users: [] }, UnprocessedKeys: {} },
    ];
    const { reader } = items(({ input }) => asked.push(input["RequestItems"]) && responses.shift());
    expect(await reader.get("users", keys)).toEqual([one, undefined]);
    expect(asked).toEqual([keys, [other]].map((Keys) => ({ users: { Keys, ConsistentRead: true } })));
  });

  it.each([
    ["keys", { Responses: {}, UnprocessedKeys: unprocessed({ id: { S: "x" } }) }],
    ["items", { Responses: { users: [{ id: { S: "x" } }] }, UnprocessedKeys: {} }],
    ["one item twice", { Responses: { users: [keys[0], keys[0]] }, UnprocessedKeys: {} }],
  ])("takes no response with other %s than were requested", async (_what, wrong) => {
    const responses = [wrong, { Responses: { users: keys }, UnprocessedKeys: {} }];
    const { reader, waits } = items(() => responses.shift());
    expect(await reader.get("users", keys)).toEqual(keys);
    expect(waits).toEqual([25]);
  });
});
