import { describe, expect, it } from "vitest";
import { Attribute, Billing, Capacity, type DynamoTableProps } from "../../../constructs";
import { describeTable } from "../../../constructs/internal";

const minimal: DynamoTableProps = { name: "Posts", partitionKey: Attribute.string("postId") };
const deployed = { arn: "arn:table", streamArn: null, kmsKeyArn: null };

describe("a table's descriptor", () => {
  it("minimal", () => {
    expect(describeTable(minimal, deployed)).toEqual({
      name: "Posts",
      arn: "arn:table",
      streamArn: null,
      kmsKeyArn: null,
      partitionKey: { name: "postId", type: "S" },
      sortKey: null,
      indexes: [],
      billing: { mode: "on-demand", read: null, write: null, maxRead: null, maxWrite: null },
      ttlAttribute: null,
      replicaRegions: [],
    });
  });

  it("maximum properties", () => {
    const props: DynamoTableProps = {
      ...minimal,
      sortKey: Attribute.string("threadId"),
      indexes: {
        UserIndex: { partitionKey: Attribute.string("userId"), sortKey: Attribute.number("createdAt") },
      },
      localIndexes: { TitleIndex: { sortKey: Attribute.string("title"), projection: ["body"] } },
      billing: Billing.provisioned({ read: Capacity.fixed(5), write: Capacity.fixed(2) }),
      ttl: "expiresAt",
      replicaRegions: ["us-west-2"],
    };
    expect(describeTable(props, deployed)).toMatchObject({
      sortKey: { name: "threadId", type: "S" },
      indexes: [
        {
          name: "UserIndex",
          kind: "global",
          partitionKey: { name: "userId", type: "S" },
          sortKey: { name: "createdAt", type: "N" },
          projection: "ALL",
        },
        {
          name: "TitleIndex",
          kind: "local",
          partitionKey: { name: "postId", type: "S" },
          sortKey: { name: "title", type: "S" },
          projection: "INCLUDE",
          nonKeyAttributes: ["body"],
        },
      ],
      billing: { mode: "provisioned", read: 5, write: 2, maxRead: 5, maxWrite: 2 },
      ttlAttribute: "expiresAt",
      replicaRegions: ["us-west-2"],
    });
  });

  it("tells the limits of an on-demand table, and none where one is lifted", () => {
    const billing = Billing.onDemand({ maxRead: 400, maxWrite: -1 });
    expect(describeTable({ ...minimal, billing }, deployed).billing).toMatchObject({
      maxRead: 400,
      maxWrite: null,
    });
  });

  it("tells the least and the most capacity of an autoscaled table", () => {
    const read = Capacity.autoscaled({ min: 5, max: 100 });
    const billing = Billing.provisioned({ read, write: Capacity.fixed(2) });
    expect(describeTable({ ...minimal, billing }, deployed).billing).toEqual({
      mode: "provisioned",
      read: 5,
      write: 2,
      maxRead: 100,
      maxWrite: 2,
    });
  });

  it("tells no TTL attribute where expiry is turned off", () => {
    expect(describeTable({ ...minimal, ttl: { disabled: "expiresAt" } }, deployed).ttlAttribute).toBeNull();
  });
});
