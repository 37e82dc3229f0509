import { describe, expect, it } from "vitest";
import { loadTables } from "../../../stacks";
import { writtenStack } from "../written-stacks";

const head = `
service: shop
environment: dev
regions: { primary: us-east-1 }
`;

describe("a top-level key that begins with x-", () => {
  const text = `${head}
x-busy: &busy
  billing: { read: 5, write: 5 }
  unknown: 1
x-table: &table { partitionKey: id, tags: { Team: a } }
tables:
  orders: { <<: *table, sortKey: at }
`;

  it("contains parts that are merged elsewhere, and any other value", () => {
    expect(loadTables("tables.yaml", text).tables).toEqual({
      orders: {
        partitionKey: { name: "id", type: "S" },
        sortKey: { name: "at", type: "S" },
        tags: { Team: "a" },
      },
    });
  });

  it("is where a mistake of a merged part is reported", () => {
    expect(() => loadTables("tables.yaml", `${text}  carts: { <<: [*busy, *table] }\n`)).toThrow(
      "tables.yaml:8:3 carts.unknown: unknown key",
    );
  });

  it("is unknown inside of the file", () => {
    expect(() => loadTables("tables.yaml", `${head}tables: { a: { partitionKey: id, x-a: 1 } }`)).toThrow(
      "a.x-a: unknown key",
    );
  });
});

describe("what would begin an expression of Terraform", () => {
  const stack = writtenStack(
    `${head}
tags: { "Owner-\${var.a}": "\${path.module} %{ if true }x%{ endif } $HOME" }
tables:
  orders: { partitionKey: "\${id}", ttl: "%{ttl}" }
taskRoles: { web: { orders: { actions: read, leadingKeys: ["\${aws:username}"] } } }
`,
    "shop-dev-us-east-1",
  );

  it("reaches AWS as it is written", () => {
    expect(stack.provider.aws[0]?.default_tags).toEqual([
      { tags: { "Owner-$${var.a}": "$${path.module} %%{ if true }x%%{ endif } $HOME" } },
    ]);
    expect(stack.resource.aws_dynamodb_table?.orders).toMatchObject({
      hash_key: "$${id}",
      ttl: { attribute_name: "%%{ttl}" },
    });
  });

  it("is a policy variable in leading keys", () => {
    expect(JSON.stringify(stack.resource.aws_iam_role_policy)).toContain("$${aws:username}");
  });
});
