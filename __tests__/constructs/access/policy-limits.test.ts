import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { Attribute, DynamoTable, EcsTaskRole, Grantee, TablePrefixPolicy } from "../../../constructs";

describe("the policies of one grantee", () => {
  const tablesFor = (grantee: (stack: TerraformStack) => Grantee, count: number) => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const to = grantee(stack);
    for (let position = 0; position < count; position++)
      new DynamoTable(stack, `posts${position}`, {
        name: `posts-${position}`,
        partitionKey: Attribute.string("id"),
      }).grantReadWrite(to);
    return stack;
  };

  it("are as long as IAM takes from a user", () => {
    expect(() => tablesFor(() => Grantee.user("web"), 5)).not.toThrow();
    expect(() => tablesFor(() => Grantee.user("web"), 6)).toThrow(
      /^Grant "stack\/posts\d\/user" access: the user's inline policies must have at most 2048 characters together, got about 2\d{3}; grant the tables to groups/,
    );
  });

  it("are counted for each user", () => {
    const stack = tablesFor(() => Grantee.user("web"), 5);
    const other = new DynamoTable(stack, "users", { name: "users", partitionKey: Attribute.string("id") });
    expect(() => other.grantReadWrite(Grantee.user("worker"))).not.toThrow();
    expect(() => other.grantReadWrite(Grantee.user("web"))).toThrow("the user's inline policies");
  });

  it("are counted with those of table names that begin alike", () => {
    const stack = tablesFor(() => Grantee.user("web"), 4);
    const more = { prefix: "Nexus", grantee: Grantee.user("web"), regions: ["us-east-1"] };
    expect(() => new TablePrefixPolicy(stack, "nexus", more)).toThrow(
      /^TablePrefixPolicy .* prefix: the user's/,
    );
  });

  it("are counted with what a task role was made with", () => {
    const roleOf = (count: number) => (stack: TerraformStack) => {
      const grants = Array.from({ length: count }, (_, position) => ({
        table: new DynamoTable(stack, `own${position}`, {
          name: `forum-prod-table-of-its-own-${position}`,
          partitionKey: Attribute.string("id"),
        }),
        access: "read-write" as const,
      }));
      return Grantee.role(new EcsTaskRole(stack, "web", { name: "web", grants }).resource.name);
    };
    expect(() => tablesFor(roleOf(1), 4)).not.toThrow();
    expect(() => tablesFor(roleOf(108), 4)).toThrow(/^Grant .* the role's inline policies/);
  });
});
