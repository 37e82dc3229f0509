import { describe, expect, it } from "vitest";
import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { DynamoDbSource } from "../../../../migrations/sources/dynamodb/dynamodb-source";
import { fakeService, serviceError } from "../../dynamodb/fake-service";
import { Clock } from "../../dynamodb/rate/clock";
import { readRows } from "../read-rows";

describe("a table that is named by its ARN", () => {
  const arn = "arn:aws:dynamodb:us-east-1:111122223333:table/users";
  const streamArn = `${arn}/stream/2026-11-26T00:00:00.000`;
  const row = { id: { S: "a" }, n: { N: "1" } };

  function shared(listedAs: string) {
    const asked: unknown[] = [];
    const service = fakeService(({ operation, body }) => {
      asked.push(body["TableName"] ?? Object.keys((body["RequestItems"] as object | undefined) ?? {})[0]);
      if (operation === "DescribeTable")
        return {
          Table: {
            ...{ TableName: "users", TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "id" }] },
            ...{ LatestStreamArn: streamArn, StreamSpecification: { StreamEnabled: true } },
          },
        };
      return operation === "Scan"
        ? { Items: [row] }
        : { Responses: { [listedAs]: [row] }, UnprocessedKeys: {} };
    });
    const streams = fakeService(({ operation, body }) => {
      if (operation !== "DescribeStream") throw serviceError("ValidationException");
      asked.push(body["StreamArn"]);
      return { StreamDescription: { StreamArn: streamArn, StreamStatus: "ENABLED", Shards: [] } };
    });
    const { now, sleep } = new Clock();
    const retryPolicy = new RetryPolicy({ now, sleep, random: () => 0.5 });
    const clock = { now: () => 0, monotonic: now, sleep };
    return {
      asked,
      source: new DynamoDbSource(service, "us-east-1", { segments: 1 }, { streams, retryPolicy, clock }),
    };
  }

  it.each([arn, "users"])("is scanned and looked up by it, if responses list it as %s", async (listedAs) => {
    const { asked, source: of } = shared(listedAs);
    expect((await readRows(of, { table: arn })).rows).toHaveLength(1);
    const found = await (await of.lookup?.({ table: arn }))?.rowsAt(['{"id":{"S":"a"}}']);
    expect(found).toEqual([{ key: '{"id":{"S":"a"}}', value: { id: "a", n: 1 } }]);
    expect(new Set(asked)).toEqual(new Set([arn]));
  });

  it("is followed by its stream", async () => {
    const { asked, source: of } = shared(arn);
    const log = await of.changeLog?.([{ entity: "user", from: { table: arn } }], "test");
    expect(await log?.check()).toEqual([]);
    expect(asked).toEqual([arn, streamArn]);
  });

  it("is refused if it is in another region than the source", async () => {
    const { source: of } = shared(arn);
    const table = arn.replace("us-east-1", "eu-west-1");
    expect((await readRows(of, { table })).error).toMatchObject({
      code: "source-wrong-shape",
      message: `the table ${table} is in eu-west-1, and the source is dynamodb: us-east-1; change one of them`,
    });
  });
});
