import { describe, expect, it } from "vitest";
import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { ServiceError } from "../../../../migrations/dynamodb/client/service-error";
import { ChangeWriter, type ItemChange } from "../../../../migrations/dynamodb/writer/change-writer";

interface Request {
  readonly PutRequest?: { readonly Item: { readonly id: { readonly S: string } } };
  readonly DeleteRequest?: { readonly Key: { readonly id: { readonly S: string } } };
}

/** A writer over a service whose responses are given; by default it does everything. */
function writerOver(respond: (requests: readonly Request[], call: number) => unknown = () => ({})) {
  const sent: (readonly Request[])[] = [];
  const policy = new RetryPolicy({
    ...{ now: () => 0, random: () => 0.5, sleep: () => Promise.resolve() },
    giveUpAfterMs: 60_000,
  });
  const call = async (operation: string, body: Buffer) => {
    expect(operation).toBe("BatchWriteItem");
    const { RequestItems: items } = JSON.parse(body.toString()) as { RequestItems: { notes: Request[] } };
    sent.push(items.notes);
    const left = (await Promise.resolve(respond(items.notes, sent.length))) as Record<string, unknown>;
    return { body: Buffer.from(""), json: { UnprocessedItems: left } };
  };
  return { writer: new ChangeWriter({ call }, policy), sent };
}

const put = (id: string): ItemChange => ({ key: { id: { S: id } }, put: { id: { S: id }, n: { N: "1" } } });
const deletion = (id: string): ItemChange => ({ key: { id: { S: id } } });
const many = (count: number): ItemChange[] =>
  Array.from({ length: count }, (_, index) => (index % 2 === 0 ? put : deletion)(`${index}`));
const idOf = ({ PutRequest, DeleteRequest }: Request) => (PutRequest?.Item ?? DeleteRequest?.Key)?.id.S;

describe("ChangeWriter", () => {
  it.each([
    [25, [25]],
    [26, [25, 1]],
  ])("sends %i puts and deletes in requests of %j", async (count, sizes) => {
    const { writer, sent } = writerOver();
    expect(await writer.write("notes", ["id"], many(count))).toEqual([]);
    expect(sent.map(({ length }) => length)).toEqual(sizes);
    expect(sent[0]?.slice(0, 2)).toEqual([
      { PutRequest: { Item: { id: { S: "0" }, n: { N: "1" } } } },
      { DeleteRequest: { Key: { id: { S: "1" } } } },
    ]);
  });

  it("repeats what is left unprocessed, puts and deletes, and nothing else", async () => {
    const { writer, sent } = writerOver((requests, call) =>
      call === 1 ? { notes: requests.slice(2, 5) } : {},
    );
    await writer.write("notes", ["id"], many(6));
    expect(sent.map((requests) => requests.map(idOf))).toEqual([
      ["0", "1", "2", "3", "4", "5"],
      ["2", "3", "4"],
    ]);
  });

  it("repeats a request whose response names items that were not in it", async () => {
    const strange = { notes: [{ DeleteRequest: { Key: { id: { S: "other" } } } }] };
    const { writer, sent } = writerOver((_, call) => (call === 1 ? strange : {}));
    await writer.write("notes", ["id"], many(2));
    expect(sent).toHaveLength(2);
  });

  it("finds the change that the service refuses, and makes the others", async () => {
    const done: (string | undefined)[] = [];
    const { writer } = writerOver((requests) => {
      if (requests.some((request) => idOf(request) === "3"))
        throw new ServiceError("refused", "ValidationException", "the index key is wrong");
      done.push(...requests.map(idOf));
      return {};
    });
    const refused = await writer.write("notes", ["id"], many(6));
    expect(refused).toEqual([{ change: deletion("3"), reason: "the index key is wrong" }]);
    expect(done.toSorted()).toEqual(["0", "1", "2", "4", "5"]);
  });

  it("throws what cannot be retried", async () => {
    const { writer } = writerOver(() => {
      throw new ServiceError("fatal", "AccessDeniedException", "no");
    });
    await expect(writer.write("notes", ["id"], many(1))).rejects.toThrow(
      /table notes does not accept writes/,
    );
  });
});
