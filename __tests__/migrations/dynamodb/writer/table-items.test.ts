import { itemText } from "../../../../migrations/items/item-text";
import { describe, expect, it } from "vitest";
import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { RetryingClient } from "../../../../migrations/dynamodb/client/retrying-client";
import { readResponse } from "../../../../migrations/dynamodb/client/service-response";
import { ServiceError } from "../../../../migrations/dynamodb/client/service-error";
import { ItemsWithoutEpoch } from "../../../../migrations/dynamodb/writer/items-without-epoch";
import { TableItems } from "../../../../migrations/dynamodb/writer/table-items";
import type { Item } from "../../../../migrations/items/item";

type Answer = object | string | Error;

/** Items over a service that gives these answers, one after the other; what it was asked is kept. */
function itemsOver(...answers: Answer[]): {
  items: TableItems;
  withoutEpoch: TableItems;
  asked: [string, unknown][];
  waitedMs: () => number;
} {
  const asked: [string, unknown][] = [];
  let time = 0;
  const policy = new RetryPolicy({
    now: () => time,
    random: () => 0.5,
    sleep: (ms) => Promise.resolve(void (time += ms)),
  });
  const answered = async (operation: string, body: Buffer) => {
    asked.push([operation, JSON.parse(body.toString())]);
    const answer = answers.shift() ?? new Error("asked too often");
    if (answer instanceof Error) throw answer;
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    return readResponse(
      operation,
      body,
      { "x-amzn-requestid": "1" },
      await Promise.resolve(Buffer.from(text)),
    );
  };
  const client = new RetryingClient({ call: answered }, policy);
  return {
    asked,
    waitedMs: () => time,
    items: new TableItems(client, policy),
    withoutEpoch: new ItemsWithoutEpoch(client, policy),
  };
}

const key = (id: string): Item => ({ id: { S: id } });
const item = (id: string, text: string): Item => ({ ...key(id), text: { S: text } });
const found = (...all: Item[]) => ({ Responses: { notes: all }, UnprocessedKeys: {} });
const changed = new ServiceError(
  "refused",
  "ConditionalCheckFailedException",
  "The conditional request failed",
);

describe("TableItems", () => {
  it("gives items in the order of their keys, strongly consistent", async () => {
    const { items, asked } = itemsOver(found(item("b", "2"), item("a", "1")));
    expect(await items.get("notes", [key("a"), key("x"), key("b")])).toEqual([
      item("a", "1"),
      undefined,
      item("b", "2"),
    ]);
    expect(asked).toEqual([
      [
        "BatchGetItem",
        { RequestItems: { notes: { Keys: [key("a"), key("x"), key("b")], ConsistentRead: true } } },
      ],
    ]);
  });

  it.each([100, 101])("asks for at most 100 keys at a time: %i", async (count) => {
    const { items, asked } = itemsOver(found(), found());
    await items.get(
      "notes",
      Array.from({ length: count }, (_, index) => key(`${index}`)),
    );
    expect(asked).toHaveLength(Math.ceil(count / 100));
  });

  it("asks again for keys that were left unprocessed", async () => {
    const { items, asked } = itemsOver(
      { Responses: { notes: [item("a", "1")] }, UnprocessedKeys: { notes: { Keys: [key("b")] } } },
      found(item("b", "2")),
    );
    expect(await items.get("notes", [key("a"), key("b")])).toEqual([item("a", "1"), item("b", "2")]);
    expect(asked[1]?.[1]).toMatchObject({ RequestItems: { notes: { Keys: [key("b")] } } });
  });

  it.each([
    ["{}", {}],
    ["null", "null"],
    ["a list", []],
    ["HTML", "<html>"],
    ["no list of items", { Responses: { notes: {} }, UnprocessedKeys: {} }],
    ["items of other keys", found(item("z", "1"))],
    ["one item twice", found(item("a", "1"), item("a", "1"))],
    [
      "a key both as an item and as unprocessed",
      { Responses: { notes: [item("a", "1")] }, UnprocessedKeys: { notes: { Keys: [key("a")] } } },
    ],
    [
      "unprocessed keys that were not asked for",
      { Responses: {}, UnprocessedKeys: { notes: { Keys: [key("z")] } } },
    ],
  ])("does not take %s for a table without the items", async (_what, answer) => {
    const { items } = itemsOver(answer, found(item("a", "1")));
    expect(await items.get("notes", [key("a")])).toEqual([item("a", "1")]);
  });

  it("gives up after 5 minutes if all keys are left unprocessed again and again", async () => {
    const left = { Responses: {}, UnprocessedKeys: { notes: { Keys: [key("a")] } } };
    const { items, asked, waitedMs } = itemsOver(...Array.from({ length: 1000 }, () => left));
    await expect(items.get("notes", [key("a")])).rejects.toMatchObject({
      code: "table-unreachable",
      message: expect.stringContaining("DynamoDB returned all keys as UnprocessedKeys") as string,
    });
    expect(waitedMs()).toBe(300_000);
    expect(asked.length).toBeLessThan(100);
  });

  it("gives up on a service that never answers what it was asked", async () => {
    const { items } = itemsOver(...Array.from({ length: 1000 }, () => ({})));
    await expect(items.get("notes", [key("a")])).rejects.toMatchObject({
      code: "table-unreachable",
      message: expect.stringMatching(
        /^table notes does not respond as expected: .*UnprocessedKeys|Responses/,
      ) as string,
    });
  });

  it("deletes an item only if it is what is expected", async () => {
    const { items, asked } = itemsOver({});
    expect(await items.delete("notes", key("a"), item("a", "1"))).toBe(true);
    expect(asked).toEqual([
      [
        "DeleteItem",
        {
          TableName: "notes",
          Key: key("a"),
          ConditionExpression: "#a0 = :v0 AND #a1 = :v1",
          ExpressionAttributeNames: { "#a0": "id", "#a1": "text" },
          ExpressionAttributeValues: { ":v0": { S: "a" }, ":v1": { S: "1" } },
        },
      ],
    ]);
  });

  it("says that an item was changed meanwhile", async () => {
    const { items } = itemsOver(changed, found(item("a", "2")));
    expect(await items.delete("notes", key("a"), item("a", "1"))).toBe(false);
  });

  it("takes a delete for done whose response was lost", async () => {
    const { items } = itemsOver(changed, found());
    expect(await items.delete("notes", key("a"), item("a", "1"))).toBe(true);
  });

  it("takes a restore for done whose response was lost", async () => {
    const { items } = itemsOver(changed, found(item("a", "before")));
    expect(await items.restore("notes", item("a", "before"), item("a", "1"), key("a"))).toBe(true);
  });

  it("restores a deleted item only if none has its key", async () => {
    const { items, asked } = itemsOver(changed, found(item("a", "another")));
    expect(await items.restore("notes", item("a", "before"), undefined, key("a"))).toBe(false);
    expect(asked[0]).toEqual([
      "PutItem",
      {
        TableName: "notes",
        Item: item("a", "before"),
        ConditionExpression: "attribute_not_exists(#a0)",
        ExpressionAttributeNames: { "#a0": "id" },
      },
    ]);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "reads, compares and restores an attribute that is called %s",
    async (name) => {
      const odd = (text: string): string => `{"id":{"S":"a"},${JSON.stringify(name)}:{"S":"${text}"}}`;
      const { items, asked } = itemsOver(`{"Responses":{"notes":[${odd("now")}]},"UnprocessedKeys":{}}`, {});
      const [now] = await items.get("notes", [key("a")]);
      expect(Object.entries(now ?? {})).toEqual([
        ["id", { S: "a" }],
        [name, { S: "now" }],
      ]);
      await items.restore("notes", JSON.parse(odd("before")) as Item, now, key("a"));
      expect(JSON.stringify(asked[1]?.[1])).toContain(itemText(JSON.parse(odd("before")) as Item));
      expect(asked[1]?.[1]).toMatchObject({
        ExpressionAttributeNames: { "#a1": name },
        ExpressionAttributeValues: { ":v1": { S: "now" } },
      });
    },
  );
});

describe("ItemsWithoutEpoch", () => {
  const marked = (text: string) => ({ ...item("a", text), _e: { N: "7" } });

  it("restores an item with the epoch that the replaced one has, and compares without", async () => {
    const { withoutEpoch: items, asked } = itemsOver(found(marked("new")), changed, found(marked("old")));
    const [now] = await items.get("notes", [key("a")]);
    expect(now).toEqual(item("a", "new"));
    expect(await items.restore("notes", item("a", "old"), now, key("a"))).toBe(true);
    expect(asked[1]).toMatchObject(["PutItem", { Item: marked("old") }]);
    const [, request] = asked[1] as [string, { ExpressionAttributeNames: object }];
    expect(Object.values(request.ExpressionAttributeNames)).toEqual(["id", "text"]);
  });

  it("restores an item without an epoch as it was", async () => {
    const { withoutEpoch: items, asked } = itemsOver(found(item("a", "new")), {});
    const [now] = await items.get("notes", [key("a")]);
    await items.restore("notes", item("a", "old"), now, key("a"));
    const [operation, request] = asked[1] as [string, { Item: Item }];
    expect([operation, request.Item]).toEqual(["PutItem", item("a", "old")]);
  });
});
