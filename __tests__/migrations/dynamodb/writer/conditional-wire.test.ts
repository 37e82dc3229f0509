import { describe, expect, it } from "vitest";
import type { Item } from "../../../../migrations/items/item";
import { responseError, connectionError } from "../../../../migrations/dynamodb/client/service-error";
import { ConditionalWire } from "../../../../migrations/dynamodb/writer/conditional-wire";
import { type Called, fakeService, serviceError } from "../fake-service";
import { putOf } from "./put-of";

const items: Item[] = [{ id: { N: "1.0" } }, { id: { N: "2" } }, { id: { N: "3" } }];
const puts = items.map(putOf);
const tableName = "users";

/** The `id` of the item that a request puts. */
const idIn = ({ body }: Called) => (body["Item"] as Item)["id"]?.N;

/** The outcome of each item, where putting it is answered by a function of its `id`. */
async function outcomes(answer: (id: string | undefined) => unknown): Promise<unknown> {
  const service = fakeService((called) => answer(idIn(called)));
  return (await new ConditionalWire({ service, tableName, keyNames: ["id"] }).put(puts)).outcomes;
}

describe("ConditionalWire", () => {
  it("puts each item where its key is free", async () => {
    const calls: Called[] = [];
    const service = fakeService((called) => calls.push(called) && {});
    await new ConditionalWire({ service, tableName, keyNames: ["id", "at"] }).put(puts.slice(0, 1));
    expect(calls).toEqual([
      {
        operation: "PutItem",
        body: {
          TableName: "users",
          Item: items[0],
          ConditionExpression: "attribute_not_exists(#key)",
          ExpressionAttributeNames: { "#key": "id" },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
    ]);
  });

  it("hands back what has the key already", async () => {
    const stored = { id: { N: "2" }, old: { B: new Uint8Array([7]) } };
    const taken = serviceError("ConditionalCheckFailedException", {
      Item: { id: { N: "2" }, old: { B: "Bw==" } },
    });
    expect(await outcomes((id) => (id === "2" ? fail(taken) : {}))).toEqual([
      { kind: "written" },
      { kind: "exists", stored },
      { kind: "written" },
    ]);
  });

  it.each([
    ["unprocessed", serviceError("ThrottlingException")],
    ["unprocessed", serviceError("InternalServerError", {}, 500)],
    ["refused", serviceError("ValidationException")],
    ["refused", responseError(413, Buffer.alloc(0))],
  ])("calls one item %s at %s", async (kind, error) => {
    expect(await outcomes((id) => (id === "2" ? fail(error) : {}))).toMatchObject([
      { kind: "written" },
      { kind },
      { kind: "written" },
    ]);
  });

  it("adds up what the service counted", async () => {
    const service = fakeService(() => ({ ConsumedCapacity: { CapacityUnits: 2 } }));
    const wire = new ConditionalWire({ service, tableName, keyNames: ["id"], asksUnits: true });
    expect((await wire.put(puts)).consumed).toEqual({ table: 6, indexes: {} });
  });

  it("says nothing of units where those of one item are not known", async () => {
    const service = fakeService((called) =>
      idIn(called) === "2" ? {} : { ConsumedCapacity: { CapacityUnits: 2 } },
    );
    const wire = new ConditionalWire({ service, tableName, keyNames: ["id"], asksUnits: true });
    expect((await wire.put(puts)).consumed).toBeUndefined();
  });

  it("fails where no request can succeed, after all of them are answered", async () => {
    const answered: unknown[] = [];
    const result = outcomes(async (id) => {
      if (id === "1.0") fail(serviceError("AccessDeniedException"));
      await new Promise((resolve) => setImmediate(resolve));
      answered.push(id);
      return {};
    });
    await expect(result).rejects.toMatchObject({ kind: "fatal", code: "AccessDeniedException" });
    expect(answered).toEqual(["2", "3"]);
  });

  it("lets through what is no failure of the service", async () => {
    await expect(outcomes(() => fail(new TypeError("a defect")))).rejects.toThrow("a defect");
  });

  describe("where an attempt failed before one that met an item", () => {
    const [item] = [{ id: { N: "1.0" }, text: { S: "mine" } }];
    const puts = [putOf(item)];
    const own = { id: { N: "1" }, text: { S: "mine" } };

    /** The outcome of the second attempt, which meets what is stored. */
    async function secondOutcome(first: Error, stored: object): Promise<unknown> {
      const answers = [first, serviceError("ConditionalCheckFailedException", { Item: stored })];
      const service = fakeService(() => fail(answers.shift() as Error));
      const wire = new ConditionalWire({ service, tableName, keyNames: ["id"] });
      expect((await wire.put(puts)).outcomes).toEqual([{ kind: "unprocessed" }]);
      return (await wire.put(puts)).outcomes[0];
    }

    it("knows its own item, whose answer was lost", async () => {
      const lost = connectionError(Object.assign(new Error("cut"), { code: "ECONNRESET" }));
      expect(await secondOutcome(lost, own)).toEqual({ kind: "written" });
    });

    it("knows its own item after the service failed", async () => {
      expect(await secondOutcome(serviceError("InternalServerError", {}, 500), own)).toEqual({
        kind: "written",
      });
    });

    it("tells an item of somebody else's", async () => {
      const lost = connectionError(Object.assign(new Error("cut"), { code: "ECONNRESET" }));
      const other = { ...own, text: { S: "theirs" } };
      expect(await secondOutcome(lost, other)).toEqual({ kind: "exists", stored: other });
    });

    it.each([
      ["was throttled", serviceError("ThrottlingException")],
      [
        "never reached the service",
        connectionError(Object.assign(new Error("refused"), { code: "ECONNREFUSED" })),
      ],
    ])("claims nothing that was there before an attempt that %s", async (_what, first) => {
      expect(await secondOutcome(first, own)).toEqual({ kind: "exists", stored: own });
    });
  });
});

function fail(error: Error): never {
  throw error;
}
