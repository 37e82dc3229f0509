import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  AwsAccount,
  DynamoTable,
  Encryption,
  type GrantLimits,
  grantStatements,
  type PolicyStatement,
  type TableAccess,
  tableActionNames,
} from "../../../constructs";
import { grantViolations } from "../../../constructs/internal";

const stack = new TerraformStack(Testing.app(), "stack");
new AwsProvider(stack, "aws", { region: "us-east-1" });
const table = new DynamoTable(stack, "posts", {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  indexes: {
    UserIndex: { partitionKey: Attribute.string("userId") },
    BoardIndex: { partitionKey: Attribute.string("board") },
  },
  encryption: Encryption.customerManaged(),
  region: "us-east-1",
  replicaRegions: ["us-west-2", "eu-west-1"],
});
const account = AwsAccount.of(stack);

const access: fc.Arbitrary<TableAccess> = fc.oneof(
  fc.constantFrom("read" as const, "write" as const, "read-write" as const, "stream" as const),
  fc.uniqueArray(fc.constantFrom(...tableActionNames), { minLength: 1 }),
);
const limits: fc.Arbitrary<GrantLimits> = fc.record(
  {
    indexes: fc.subarray(["UserIndex", "BoardIndex"]),
    leadingKeys: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    vpcEndpointId: fc.constant("vpce-0abc"),
    regions: fc.subarray(["us-east-1", "us-west-2", "eu-west-1"], { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const grants = fc
  .record({ access, limits })
  .map((one) => ({ ...one.limits, access: one.access, table }))
  .filter((grant) => grantViolations([], grant).length === 0);

/** Checks the statements of every grant that keeps the rules. */
function ofEveryGrant(hold: (statements: PolicyStatement[], limits: GrantLimits) => void): void {
  fc.assert(fc.property(grants, (grant) => hold(grantStatements(grant, account), grant)));
}

const itemActions = [
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "BatchGetItem",
  "BatchWriteItem",
];
const touchesItems = ({ Action }: PolicyStatement) =>
  Action.some((action) => itemActions.includes(action.replace("dynamodb:", "")));

const token = /\$\{TfToken\[TOKEN\.\d+\]\}/.source;
const parts = /(\/index\/(\*|UserIndex|BoardIndex)|\/stream\/\*)?/.source;
const replicas = "(us-west-2|eu-west-1)";
/** The table or its key in the primary region, the table in another region, or the key of another region by its alias. */
const granted = new RegExp(
  [
    `^${token}${parts}$`,
    `^arn:${token}:dynamodb:${replicas}:${token}:table/${token}${parts}$`,
    `^arn:${token}:kms:${replicas}:${token}:key/\\*$`,
  ].join("|"),
);

describe("every grant", () => {
  it("is on the table, its indexes, its streams and its keys, and on nothing else", () => {
    ofEveryGrant((statements) => {
      const ofTable = statements.filter(({ Action }) => !Action.includes("dynamodb:ListStreams"));
      const resources = ofTable.flatMap(({ Resource }) => Resource);
      expect(resources.filter((resource) => !granted.test(resource))).toEqual([]);
    });
  });

  it("lists streams in the granted regions only, and is on everything for nothing else", () => {
    ofEveryGrant((statements, { regions }) => {
      const onAll = statements.filter(({ Resource }) => Resource.includes("*"));
      const all = ["us-east-1", "us-west-2", "eu-west-1"].filter(
        (region) => regions?.includes(region) ?? true,
      );
      expect(onAll).toEqual(
        onAll.map(
          () =>
            expect.objectContaining({
              Action: ["dynamodb:ListStreams"],
              Condition: expect.objectContaining({ StringLike: { "aws:RequestedRegion": all } }) as unknown,
            }) as unknown,
        ),
      );
    });
  });

  it("uses keys of other regions through DynamoDB and by the table's alias only", () => {
    ofEveryGrant((statements) => {
      const onKeys = statements.filter(({ Resource }) => Resource.some((one) => one.includes(":key/")));
      expect(onKeys.map(({ Condition }) => Condition)).toEqual(
        onKeys.map(() => ({
          StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.*" },
          "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/Posts" },
        })),
      );
    });
  });

  it.each([
    "arn:aws:dynamodb:us-west-2:123456789012:table/*",
    `arn:${"${TfToken[TOKEN.1]}"}:dynamodb:us-west-2:${"${TfToken[TOKEN.2]}"}:table/*`,
    "${TfToken[TOKEN.1]}*",
    "${TfToken[TOKEN.1]}/backup/*",
    `arn:${"${TfToken[TOKEN.1]}"}:kms:us-west-2:${"${TfToken[TOKEN.2]}"}:alias/*`,
  ])("would not be on %s", (resource) => {
    expect(resource).not.toMatch(granted);
  });

  it("names no action with a wildcard but those of the key", () => {
    ofEveryGrant((statements) => {
      const actions = statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"));
      expect(actions.every((action) => action.startsWith("kms:"))).toBe(true);
    });
  });

  it("that is limited to leading keys wants them of every request for items, and has no scans", () => {
    ofEveryGrant((statements, { leadingKeys }) => {
      const onItems = leadingKeys === undefined ? [] : statements.filter(touchesItems);
      expect(onItems.map(({ Condition }) => Condition)).toEqual(
        onItems.map(() => expect.objectContaining({ Null: { "dynamodb:LeadingKeys": "false" } }) as unknown),
      );
      const scans = statements.filter(({ Action }) => Action.includes("dynamodb:Scan"));
      expect(scans.length === 0 || leadingKeys === undefined).toBe(true);
    });
  });

  it("that is limited to a VPC endpoint wants it of every request to DynamoDB", () => {
    ofEveryGrant((statements, { vpcEndpointId }) => {
      const toDynamoDB = statements.filter(({ Action }) => Action.some((one) => one.startsWith("dynamodb:")));
      const limited = vpcEndpointId === undefined ? [] : toDynamoDB;
      expect(limited.map(({ Condition }) => Condition)).toEqual(
        limited.map(
          () => expect.objectContaining({ StringEquals: { "aws:SourceVpce": "vpce-0abc" } }) as unknown,
        ),
      );
    });
  });
});
