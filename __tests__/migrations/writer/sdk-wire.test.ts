import { describe, expect, it } from "vitest";
import type { Item } from "../../../migrations/transform/item";
import { BatchWire, ConditionalWire } from "../../../migrations/writer/sdk-wire";
import { fakeClient, sdkError, type Sent } from "../fake-client";

const items: Item[] = [{ id: { N: "1.0" } }, { id: { N: "2" } }, { id: { N: "3" } }];
const keyNames = ["id"];
const tableName = "users";

/** The `id` of the item that a command puts. */
const idIn = (command: Sent) => (command.input["Item"] as Item)["id"]?.N;

describe("BatchWire", () => {
  it("puts all items in one request", async () => {
    const sent: Sent[] = [];
    const client = fakeClient((command) => sent.push(command) && {});
    expect(await new BatchWire({ client, tableName, keyNames }).put(items)).toEqual(
      items.map(() => ({ kind: "written" })),
    );
    expect(sent.map(({ input }) => input)).toEqual([
      { RequestItems: { users: items.map((Item) => ({ PutRequest: { Item } })) } },
    ]);
  });

  it("knows unprocessed items by their keys, however the service spells them", async () => {
    const client = fakeClient(() => ({
      UnprocessedItems: { users: [{ PutRequest: { Item: { id: { N: "1" } } } }] },
    }));
    const outcomes = await new BatchWire({ client, tableName, keyNames }).put(items);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["unprocessed", "written", "written"]);
  });

  it("sorts failures", async () => {
    const client = fakeClient(() => {
      throw sdkError("ThrottlingException");
    });
    await expect(new BatchWire({ client, tableName, keyNames }).put(items)).rejects.toMatchObject({
      kind: "throttled",
      code: "ThrottlingException",
    });
  });
});

describe("ConditionalWire", () => {
  /** The outcome of each item, where putting it is answered by a function of its `id`. */
  async function outcomes(answer: (id: string | undefined) => unknown): Promise<unknown> {
    const client = fakeClient((command) => answer(idIn(command)));
    return new ConditionalWire({ client, tableName, keyNames }).put(items);
  }

  it("puts each item where its key is free", async () => {
    const sent: Sent[] = [];
    const client = fakeClient((command) => sent.push(command) && {});
    await new ConditionalWire({ client, tableName, keyNames: ["id", "at"] }).put(items.slice(0, 1));
    expect(sent.map(({ input }) => input)).toEqual([
      {
        TableName: "users",
        Item: items[0],
        ConditionExpression: "attribute_not_exists(#key)",
        ExpressionAttributeNames: { "#key": "id" },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      },
    ]);
  });

  it("hands back what has the key already", async () => {
    const stored = { id: { N: "2" }, old: { BOOL: true } };
    const taken = sdkError("ConditionalCheckFailedException", { Item: stored });
    expect(await outcomes((id) => (id === "2" ? fail(taken) : {}))).toEqual([
      { kind: "written" },
      { kind: "exists", stored },
      { kind: "written" },
    ]);
  });

  it.each([
    ["unprocessed", sdkError("ThrottlingException")],
    ["unprocessed", sdkError("InternalServerError")],
    ["refused", sdkError("ValidationException")],
    ["refused", sdkError("Unknown", { $metadata: { httpStatusCode: 413 } })],
  ])("calls one item %s at %s", async (kind, error) => {
    expect(await outcomes((id) => (id === "2" ? fail(error) : {}))).toMatchObject([
      { kind: "written" },
      { kind },
      { kind: "written" },
    ]);
  });

  it("fails where no request can succeed, after all of them are answered", async () => {
    const answered: unknown[] = [];
    const result = outcomes(async (id) => {
      if (id === "1.0") fail(sdkError("AccessDeniedException"));
      await new Promise((resolve) => setImmediate(resolve));
      answered.push(id);
    });
    await expect(result).rejects.toMatchObject({ kind: "fatal", code: "AccessDeniedException" });
    expect(answered).toEqual(["2", "3"]);
  });

  function fail(error: Error): never {
    throw error;
  }
});
