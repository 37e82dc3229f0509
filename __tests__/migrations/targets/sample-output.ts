/** The value of the output `dynamodb_tables`, as a stack writes it. */
export function sampleOutput(changes: object = {}): object {
  return {
    formatVersion: 1,
    service: "forum",
    environment: "dev",
    region: "us-east-1",
    role: "primary",
    tables: {
      posts: {
        name: "Posts",
        arn: "arn:aws:dynamodb:us-east-1:123456789012:table/Posts",
        streamArn: null,
        kmsKeyArn: null,
        partitionKey: { name: "postId", type: "S" },
        sortKey: { name: "threadId", type: "S" },
        indexes: [
          {
            name: "ThreadIndex",
            kind: "global",
            partitionKey: { name: "threadId", type: "S" },
            sortKey: null,
            projection: "ALL",
          },
        ],
        billing: { mode: "provisioned", read: 5, write: 5, maxRead: 100, maxWrite: 50 },
        ttlAttribute: "expiresAt",
        replicaRegions: ["us-west-2"],
      },
    },
    ...changes,
  };
}

/** The least that an output can hold of a table. */
export const smallTable = {
  name: "Posts",
  partitionKey: { name: "postId", type: "S" },
  billing: { mode: "on-demand" },
};
