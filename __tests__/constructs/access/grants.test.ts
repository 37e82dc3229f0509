import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  DynamoTable,
  type DynamoTableProps,
  Encryption,
  Grantee,
  TablePrefixPolicy,
} from "../../../constructs";
import { only, statements, synthesized } from "../synthesized";
import { arn, props } from "./posts-table";

const role = Grantee.role("web");

/** The statements of the only role policy that `grant` makes. */
function granted(grant: (table: DynamoTable) => void, more: Partial<DynamoTableProps> = {}) {
  const terraform = synthesized((stack) => grant(new DynamoTable(stack, "posts", { ...props, ...more })));
  return statements(only(terraform, "aws_iam_role_policy").policy);
}

describe("a grant on a table", () => {
  it("is an inline policy of a role", () => {
    const terraform = synthesized((stack) => new DynamoTable(stack, "posts", props).grantRead(role));
    expect(only(terraform, "aws_iam_role_policy")).toMatchObject({ role: "web", name: "dynamodb-Posts" });
  });

  it("has a name that IAM takes, however long the table's is", () => {
    const name = "p".repeat(255);
    const terraform = synthesized((stack) =>
      new DynamoTable(stack, "posts", { ...props, name }).grantRead(role),
    );
    expect(only(terraform, "aws_iam_role_policy")["name"]).toBe(`dynamodb-${"p".repeat(119)}`);
  });

  it("is an inline policy of a user", () => {
    const grantee = Grantee.user("nexus");
    const terraform = synthesized((stack) => new DynamoTable(stack, "posts", props).grantRead(grantee));
    expect(only(terraform, "aws_iam_user_policy")).toMatchObject({ user: "nexus" });
  });

  it("is an inline policy of a group", () => {
    const grantee = Grantee.group("analysts");
    const terraform = synthesized((stack) => new DynamoTable(stack, "posts", props).grantRead(grantee));
    expect(only(terraform, "aws_iam_group_policy")).toMatchObject({ group: "analysts" });
  });

  it("grows with the next grant to the same role", () => {
    const both = granted((table) => {
      table.grantRead(role);
      table.grantStream(role);
    });
    expect(both.map((statement) => statement["Resource"])).toEqual([
      [arn],
      [`${arn}/index/*`],
      [`${arn}/stream/*`],
      ["*"],
    ]);
  });

  it("of what only looks at the table's settings has no use of its key", () => {
    const limited = granted(
      (table) => table.grant(role, ["DescribeTable", "UpdateTimeToLive", "TagResource"]),
      {
        ...props,
        encryption: Encryption.customerManaged(),
      },
    );
    expect(limited.map(({ Action }) => Action)).toEqual([
      ["dynamodb:DescribeTable", "dynamodb:UpdateTimeToLive", "dynamodb:TagResource"],
    ]);
  });

  it("of contributor insights covers the indexes", () => {
    const limited = granted((table) => table.grant(role, ["UpdateContributorInsights"]));
    expect(limited.map(({ Resource }) => Resource)).toEqual([[arn, `${arn}/index/*`]]);
  });

  it("to a grantee that has an inline policy of this name is refused", () => {
    expect(() =>
      synthesized((stack) => {
        new TablePrefixPolicy(stack, "prefix", { prefix: "posts", grantee: role, regions: ["us-east-1"] });
        new DynamoTable(stack, "posts", { ...props, name: "posts" }).grantRead(role);
      }),
    ).toThrow(
      /must be another name than that of the inline policy of role.* by .*prefix, got "dynamodb-posts" for both/,
    );
  });

  it("has the same address whatever is granted to others before", () => {
    const addresses = (before: (table: DynamoTable) => void) => {
      const terraform = synthesized((stack) => {
        const own = new IamRole(stack, "api", { assumeRolePolicy: "{}" });
        const table = new DynamoTable(stack, "posts", props);
        before(table);
        table.grantRead(Grantee.role(own.name));
      });
      return Object.keys(terraform.resource.aws_iam_role_policy ?? {}).filter((id) => id.includes("api"));
    };
    expect(addresses((table) => table.grantRead(role))).toEqual(addresses(() => undefined));
    expect(addresses(() => undefined)).toHaveLength(1);
  });

  it("of writing allows nothing that reads items", () => {
    expect(granted((table) => table.grantWrite(role))).toEqual([
      {
        Effect: "Allow",
        Action: [
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "dynamodb:DeleteItem",
          "dynamodb:BatchWriteItem",
          "dynamodb:DescribeTable",
        ],
        Resource: [arn],
      },
    ]);
  });

  it("of reading and writing allows both in one statement", () => {
    expect(granted((table) => table.grantReadWrite(role))[0]).toMatchObject({
      Action: expect.arrayContaining(["dynamodb:GetItem", "dynamodb:PutItem"]) as string[],
    });
  });

  it("of single actions allows those, on indexes only what reads them", () => {
    expect(granted((table) => table.grant(role, ["PutItem", "dynamodb:Query"]))).toEqual([
      { Effect: "Allow", Action: ["dynamodb:PutItem", "dynamodb:Query"], Resource: [arn] },
      { Effect: "Allow", Action: ["dynamodb:Query"], Resource: [`${arn}/index/*`] },
    ]);
  });

  it("of single actions that read uses the table's key for decrypting only", () => {
    const encryption = Encryption.customerManaged();
    expect(granted((table) => table.grant(role, ["GetItem"]), { encryption })[1]).toMatchObject({
      Action: ["kms:Decrypt", "kms:DescribeKey"],
    });
  });

  it("of single actions that write uses the table's key for encrypting too", () => {
    const encryption = Encryption.customerManaged();
    expect(granted((table) => table.grant(role, ["PutItem"]), { encryption })[1]).toMatchObject({
      Action: expect.arrayContaining(["kms:GenerateDataKey*"]) as string[],
    });
  });

  it("can be limited to an index", () => {
    const limited = granted((table) => table.grantRead(role, { indexes: ["UserIndex"] }));
    expect(limited[1]).toMatchObject({ Resource: [`${arn}/index/UserIndex`] });
  });

  it("can be limited to leading keys, which every request then has to name", () => {
    const limited = granted((table) => table.grantRead(role, { leadingKeys: ["USR#*"] }));
    const condition = {
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["USR#*"] },
      Null: { "dynamodb:LeadingKeys": "false" },
    };
    expect(limited).toMatchObject([
      {
        Action: [
          "dynamodb:GetItem",
          "dynamodb:BatchGetItem",
          "dynamodb:Query",
          "dynamodb:ConditionCheckItem",
        ],
        Condition: condition,
      },
      { Action: ["dynamodb:DescribeTable"], Resource: [arn] },
      { Action: ["dynamodb:Query"], Condition: condition },
    ]);
  });

  it("can be limited to a VPC endpoint, the stream included", () => {
    const limited = granted((table) => table.grantStream(role, { vpcEndpointId: "vpce-0abc" }));
    const condition = { Condition: { StringEquals: { "aws:SourceVpce": "vpce-0abc" } } };
    expect(limited).toMatchObject([condition, condition]);
  });

  it("can be limited to the replica's region, the replica's key included", () => {
    const encryption = Encryption.customerManaged();
    const limited = granted((table) => table.grant(role, ["GetItem"], { regions: ["us-west-2"] }), {
      encryption,
      replicaRegions: ["us-west-2"],
    });
    expect(limited.map((statement) => statement["Resource"])).toEqual([
      [expect.stringContaining(":dynamodb:us-west-2:") as string],
      [expect.stringContaining(":kms:us-west-2:") as string],
    ]);
  });

  it("throws one error that lists every rule that is broken", () => {
    const table = new DynamoTable(new TerraformStack(Testing.app(), "stack"), "posts", props);
    expect(() => table.grantRead(role, { indexes: ["ByUser"], leadingKeys: [] })).toThrow(
      'Grant "stack/posts/role" indexes.0: must be an index of the table, which has UserIndex, BoardIndex, got "ByUser"\n' +
        'Grant "stack/posts/role" leadingKeys: must name at least one key; omit it to allow all of them',
    );
  });
});

describe("TablePrefixPolicy", () => {
  const policyOf = (mayDelete?: boolean) => {
    const terraform = synthesized((stack) => {
      const grantee = Grantee.user("nexuslink-production");
      new TablePrefixPolicy(stack, "nexus", {
        prefix: "Nexus",
        grantee,
        regions: ["ap-southeast-1"],
        mayDelete,
      });
    });
    return statements(only(terraform, "aws_iam_user_policy").policy);
  };

  it("covers the tables whose names begin alike, and their indexes", () => {
    expect(policyOf().slice(0, 2)).toMatchObject([
      { Resource: [expect.stringMatching(/:dynamodb:ap-southeast-1:.*:table\/Nexus\*$/) as string] },
      { Resource: [expect.stringMatching(/:table\/Nexus\*\/index\/\*$/) as string] },
    ]);
  });

  it("lists tables on everything, as AWS takes nothing else, in its regions only", () => {
    expect(policyOf()[2]).toEqual({
      Effect: "Allow",
      Action: ["dynamodb:ListTables"],
      Resource: ["*"],
      Condition: { StringEquals: { "aws:RequestedRegion": ["ap-southeast-1"] } },
    });
  });

  it("deletes no table unless it may", () => {
    const actions = (statement?: Record<string, unknown>) => statement?.["Action"];
    expect(actions(policyOf()[0])).not.toContain("dynamodb:DeleteTable");
    expect(actions(policyOf(true)[0])).toContain("dynamodb:DeleteTable");
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const grantee = Grantee.role("web");
    const build = () => new TablePrefixPolicy(stack, "nexus", { prefix: "*", grantee, regions: [] });
    expect(build).toThrow(/prefix: must be 1 to 254 .*\n.*regions: must name at least one region/);
  });
});
