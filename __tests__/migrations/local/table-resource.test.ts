import { describe, expect, it } from "vitest";
import { readTableResource } from "../../../migrations/local/table-resource";
import { posts, users } from "./synth-folder";

const read = (resource: unknown) => readTableResource(resource, "stacks/forum/cdk.tf.json posts");

describe("readTableResource", () => {
  it("takes keys, indexes, capacity, stream and time to live", () => {
    expect(read(posts)).toEqual({
      create: {
        TableName: "Posts",
        AttributeDefinitions: [
          { AttributeName: "postId", AttributeType: "S" },
          { AttributeName: "threadId", AttributeType: "S" },
          { AttributeName: "userId", AttributeType: "S" },
          { AttributeName: "createdAt", AttributeType: "N" },
        ],
        KeySchema: [
          { AttributeName: "postId", KeyType: "HASH" },
          { AttributeName: "threadId", KeyType: "RANGE" },
        ],
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
        GlobalSecondaryIndexes: [
          {
            IndexName: "UserIndex",
            KeySchema: [
              { AttributeName: "userId", KeyType: "HASH" },
              { AttributeName: "createdAt", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["title"] },
            ProvisionedThroughput: { ReadCapacityUnits: 2, WriteCapacityUnits: 3 },
          },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: "CreatedAtIndex",
            KeySchema: [
              { AttributeName: "postId", KeyType: "HASH" },
              { AttributeName: "createdAt", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      },
      ttlAttribute: "expiresAt",
      replicated: false,
    });
  });

  it("asks for no capacity of an on-demand table", () => {
    expect(read(users)).toEqual({
      create: {
        TableName: "forum-dev-users",
        AttributeDefinitions: [{ AttributeName: "userId", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "userId", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      },
      ttlAttribute: null,
      replicated: false,
    });
  });

  it("takes one unit where a provisioned table names none", () => {
    const { create } = read({ ...users, billing_mode: "PROVISIONED" });
    expect(create.ProvisionedThroughput).toEqual({ ReadCapacityUnits: 1, WriteCapacityUnits: 1 });
  });

  it("takes a time to live that is turned off for none", () => {
    expect(read({ ...users, ttl: { attribute_name: "x", enabled: false } }).ttlAttribute).toBeNull();
  });

  it("notes inline replicas", () => {
    expect(read({ ...users, replica: [{ region_name: "us-west-2" }] }).replicated).toBe(true);
  });

  it("refuses a name that only an apply can know", () => {
    expect(() => read({ ...users, name: "${var.name}" })).toThrow(
      'stacks/forum/cdk.tf.json posts: name must be a plain text, got "${var.name}": the embedded ' +
        "DynamoDB cannot use values that are known only after apply",
    );
  });

  it("reads an escaped expression as the literal text that it stands for", () => {
    const ttl = { attribute_name: "$${expiresAt} %%{x}", enabled: true };
    expect(read({ ...users, ttl }).ttlAttribute).toBe("${expiresAt} %{x}");
  });

  it("refuses a key type that is none", () => {
    expect(() => read({ ...users, attribute: [{ name: "userId", type: "string" }] })).toThrow(
      "an attribute's type must be S, N or B, got string",
    );
  });

  it("refuses a resource that is not an object", () => {
    expect(() => read([])).toThrow("the table is not an object");
  });
});
