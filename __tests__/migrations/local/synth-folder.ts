import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A project folder whose `cdktf.out` holds the given stacks, as `cdktf synth` lays them out. */
export function projectWith(stacks: Readonly<Record<string, object>>): string {
  const project = mkdtempSync(join(tmpdir(), "local-"));
  const entries = Object.keys(stacks).map((name) => [
    name,
    { name, synthesizedStackPath: `stacks/${name}/cdk.tf.json`, workingDirectory: `stacks/${name}` },
  ]);
  write(join(project, "cdktf.out"), "manifest.json", {
    version: "0.21.0",
    stacks: Object.fromEntries(entries) as object,
  });
  Object.entries(stacks).forEach(([name, stack]) => {
    write(join(project, "cdktf.out", "stacks", name), "cdk.tf.json", stack);
  });
  return project;
}

function write(folder: string, file: string, value: object) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), JSON.stringify(value));
}

/** A stack as it is synthesized: tables by logical id, and the output that refers to them. */
export function stackWith(tables: Readonly<Record<string, object>>, output: object = {}): object {
  const references = Object.keys(tables).map((id) => [
    id,
    { name: `\${aws_dynamodb_table.${id}.name}`, arn: `\${aws_dynamodb_table.${id}.arn}` },
  ]);
  const value = {
    ...{ formatVersion: 1, region: "us-east-1", role: "primary" },
    tables: Object.fromEntries(references) as object,
    ...output,
  };
  return { resource: { aws_dynamodb_table: tables }, output: { dynamodb_tables: { value } } };
}

/** The forum's posts, with everything that an embedded engine can honour. */
export const posts = {
  "//": { metadata: { path: "forum/posts/table", uniqueId: "posts" } },
  attribute: [
    { name: "postId", type: "S" },
    { name: "threadId", type: "S" },
    { name: "userId", type: "S" },
    { name: "createdAt", type: "N" },
  ],
  billing_mode: "PROVISIONED",
  global_secondary_index: [
    {
      hash_key: "userId",
      name: "UserIndex",
      projection_type: "INCLUDE",
      non_key_attributes: ["title"],
      range_key: "createdAt",
      read_capacity: 2,
      write_capacity: 3,
    },
  ],
  hash_key: "postId",
  lifecycle: { prevent_destroy: true },
  local_secondary_index: [{ name: "CreatedAtIndex", projection_type: "KEYS_ONLY", range_key: "createdAt" }],
  name: "Posts",
  point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
  range_key: "threadId",
  read_capacity: 5,
  server_side_encryption: { enabled: true, kms_key_arn: "${aws_kms_key.posts.arn}" },
  stream_enabled: true,
  stream_view_type: "NEW_AND_OLD_IMAGES",
  ttl: { attribute_name: "expiresAt", enabled: true },
  write_capacity: 6,
};

/** A table with nothing but a key. */
export const users = {
  attribute: [{ name: "userId", type: "S" }],
  billing_mode: "PAY_PER_REQUEST",
  hash_key: "userId",
  name: "forum-dev-users",
};

/** A replica's stack of the table `users`, which it knows by ARN and looks up by name. */
export const replicaOfUsers = {
  resource: {
    aws_dynamodb_table_replica: {
      users: {
        global_table_arn:
          "arn:${data.aws_partition.here.partition}:dynamodb:us-east-1:123456789012:table/forum-dev-users",
      },
    },
  },
  data: { aws_dynamodb_table: { users_Deployed: { name: "forum-dev-users" } } },
  output: {
    dynamodb_tables: {
      value: {
        ...{ formatVersion: 1, region: "us-west-2", role: "replica" },
        tables: {
          users: {
            arn: "${aws_dynamodb_table_replica.users.arn}",
            name: "${data.aws_dynamodb_table.users_Deployed.name}",
          },
        },
      },
    },
  },
};
