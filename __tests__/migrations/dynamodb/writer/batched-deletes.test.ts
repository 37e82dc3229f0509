import { describe, expect, it } from "vitest";
import { ServiceError } from "../../../../migrations/dynamodb/client/service-error";
import { BatchedDeletes } from "../../../../migrations/dynamodb/writer/batched-deletes";
import type { Undo } from "../../../../migrations/dynamodb/writer/undo";
import type { Item } from "../../../../migrations/items/item";

interface Statement {
  readonly Statement: string;
  readonly Parameters: readonly object[];
}

/** Deletes over a service whose responses to statements are given, by their number. */
function deletesOver(respond: (statements: readonly Statement[]) => unknown) {
  const requests: (readonly Statement[])[] = [];
  const singly: string[] = [];
  const single: Undo = {
    delete: (_, key) => Promise.resolve(singly.push(key["id"]?.S ?? "") > 0),
    restore: (_table, before) => Promise.resolve(singly.push(`restored ${before["id"]?.S}`) > 0),
  };
  const call = async (operation: string, body: Buffer) => {
    expect(operation).toBe("BatchExecuteStatement");
    const { Statements: statements } = JSON.parse(body.toString()) as { Statements: Statement[] };
    requests.push(statements);
    const json = (await Promise.resolve(respond(statements))) as Record<string, unknown>;
    return { body: Buffer.from(""), json };
  };
  return { deletes: new BatchedDeletes(single, { call }), requests, singly };
}

const key = (id: string): Item => ({ id: { S: id } });
const item = (id: string): Item => ({ ...key(id), n: { N: "1.5" } });
const confirmed = { TableName: "notes" };
const all = (statements: readonly Statement[]) => ({ Responses: statements.map(() => confirmed) });
const deleteAll = (deletes: BatchedDeletes, count: number) =>
  Promise.all(Array.from({ length: count }, (_, id) => deletes.delete("notes", key(`${id}`), item(`${id}`))));

describe("BatchedDeletes", () => {
  it("deletes 25 items with one request, each only if it is what is expected", async () => {
    const { deletes, requests, singly } = deletesOver(all);
    expect(await deleteAll(deletes, 60)).toEqual(Array(60).fill(true));
    expect(requests.map(({ length }) => length)).toEqual([25, 25, 10]);
    expect(requests[0]?.[3]).toEqual({
      Statement: 'DELETE FROM "notes" WHERE "id" = ? AND "n" = ?',
      Parameters: [{ S: "3" }, { N: "1.5" }],
    });
    expect(singly).toEqual([]);
  });

  it("deletes those singly that are not confirmed, and no others", async () => {
    const { deletes, singly } = deletesOver((statements) => ({
      Responses: statements.map((_, index) =>
        index === 2 ? { ...confirmed, Error: { Code: "ConditionalCheckFailed" } } : confirmed,
      ),
    }));
    await deleteAll(deletes, 5);
    expect(singly).toEqual(["2"]);
  });

  it.each<[string, (statements: readonly Statement[]) => unknown]>([
    ["fewer responses than statements", ({ length }) => ({ Responses: Array(length - 1).fill(confirmed) })],
    ["responses that name no table", ({ length }) => ({ Responses: Array(length).fill({}) })],
    [
      "responses that name another table",
      ({ length }) => ({ Responses: Array(length).fill({ TableName: "x" }) }),
    ],
  ])("deletes all singly after %s", async (_, respond) => {
    const { deletes, singly } = deletesOver(respond);
    await deleteAll(deletes, 3);
    expect(singly).toEqual(["0", "1", "2"]);
  });

  it("asks no more once the service has refused", async () => {
    const { deletes, requests, singly } = deletesOver(() => {
      throw new ServiceError("fatal", "AccessDeniedException", "not authorized: dynamodb:PartiQLDelete");
    });
    await deleteAll(deletes, 3);
    await deleteAll(deletes, 3);
    expect([requests.length, singly.length]).toEqual([1, 6]);
  });

  it("asks no more once a statement was denied", async () => {
    const denied = { ...confirmed, Error: { Code: "AccessDenied" } };
    const { deletes, requests } = deletesOver(({ length }) => ({ Responses: Array(length).fill(denied) }));
    await deleteAll(deletes, 3);
    await deleteAll(deletes, 3);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Item]>([
    ["a name with a quote", { ...key("a"), 'x"y': { S: "1" } }],
    ["a name with a dot", { ...key("a"), "x.y": { S: "1" } }],
    ["more names than a statement can hold", manyAttributes("a")],
  ])("deletes an item singly that has %s", async (_, expected) => {
    const { deletes, requests, singly } = deletesOver(all);
    await Promise.all([
      deletes.delete("notes", key("a"), expected),
      deletes.delete("notes", key("a"), expected),
    ]);
    expect([requests, singly]).toEqual([[], ["a", "a"]]);
  });

  it("deletes a single item with a single request", async () => {
    const { deletes, requests, singly } = deletesOver(all);
    await deletes.delete("notes", key("a"), item("a"));
    expect([requests, singly]).toEqual([[], ["a"]]);
  });

  it("restores singly", async () => {
    const { deletes, singly } = deletesOver(all);
    expect(await deletes.restore("notes", item("a"), item("a"), key("a"))).toBe(true);
    expect(singly).toEqual(["restored a"]);
  });
});

function manyAttributes(id: string): Item {
  const attributes = Array.from({ length: 400 }, (_, index) => [`attribute_number_${index}`, { S: "x" }]);
  return { ...key(id), ...(Object.fromEntries(attributes) as Item) };
}
