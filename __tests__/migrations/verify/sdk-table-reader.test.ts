import { describe, expect, it } from "vitest";
import type { Item } from "../../../migrations/transform/item";
import { SdkTableReader } from "../../../migrations/verify/sdk-table-reader";
import { fakeClient, sdkError, type Sent } from "../fake-client";

const idOf = (item: Item) => item["id"]?.S ?? "";

/** A table of three pages a segment. */
function answer({ input }: Sent): object {
  const segment = (input["Segment"] as number | undefined) ?? 0;
  const page = Number((input["ExclusiveStartKey"] as Item | undefined)?.["page"]?.N ?? 0);
  return {
    Items: [{ id: { S: `${segment}-${page}` } }],
    ...(page < 2 && { LastEvaluatedKey: { page: { N: String(page + 1) } } }),
  };
}

async function scanned(reader: SdkTableReader, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  for await (const items of reader.scan(signal)) ids.push(...items.map(idOf));
  return ids.toSorted();
}

describe("SdkTableReader", () => {
  it("reads every page of every segment once", async () => {
    expect(await scanned(new SdkTableReader(fakeClient(answer), "users", 2))).toEqual([
      ...["0-0", "0-1", "0-2"],
      ...["1-0", "1-1", "1-2"],
    ]);
  });

  it("reads consistently, and names segments only where there are several", async () => {
    const inputs: unknown[] = [];
    const client = fakeClient(({ input }) => inputs.push(input) && {});
    await scanned(new SdkTableReader(client, "users", 1));
    await scanned(new SdkTableReader(client, "users", 2));
    expect(inputs).toEqual([
      { TableName: "users", ConsistentRead: true },
      { TableName: "users", ConsistentRead: true, Segment: 0, TotalSegments: 2 },
      { TableName: "users", ConsistentRead: true, Segment: 1, TotalSegments: 2 },
    ]);
  });

  it("says why a table cannot be read", async () => {
    const client = fakeClient(() => {
      throw sdkError("AccessDeniedException");
    });
    await expect(scanned(new SdkTableReader(client, "users"))).rejects.toMatchObject({
      code: "table-unreadable",
      message: "table users cannot be read: AccessDeniedException of the service",
    });
  });

  it("leaves no failure unheard where reading stops early", async () => {
    const client = fakeClient(({ input }) => {
      if (input["ExclusiveStartKey"] !== undefined) throw sdkError("InternalServerError");
      return { Items: [{ id: { S: "a" } }], LastEvaluatedKey: { id: { S: "a" } } };
    });
    const pages = new SdkTableReader(client, "users", 1).scan();
    expect((await pages.next()).done).toBe(false);
    await pages.return(undefined);
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("ends with an interruption when it is aborted", async () => {
    const client = fakeClient(() => {
      throw sdkError("AbortError");
    });
    await expect(scanned(new SdkTableReader(client, "users"), AbortSignal.abort())).rejects.toMatchObject({
      kind: "interrupted",
      message: "interrupted; nothing was changed",
    });
  });
});
