import { Attribute, type TableAttributes, TableReference } from "../../../constructs";
import {
  dashboardViolations,
  replicaViolations,
  tableReferenceViolations,
} from "../../../constructs/internal";
import { synthesizedWith } from "../synthesized";
import type { RuleCase } from "./rule-case";

const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders";
const inReference = (attributes: TableAttributes) => tableReferenceViolations(attributes);

const inReplica = (attributes: TableAttributes, primaryRegion = "us-east-1") =>
  synthesizedWith((stack) => {
    const table = TableReference.fromAttributes(stack, "orders", {
      replicaRegions: ["us-west-2"],
      ...attributes,
    });
    return replicaViolations({ table, primaryRegion, region: "us-west-2" });
  });

export const referenceCases: readonly RuleCase[] = [
  {
    rule: "reference-arn",
    when: "neither an ARN nor a name is given",
    violations: inReference({}),
    path: "arn",
    message: "a referenced table must have an arn or a name, got neither",
  },
  {
    rule: "reference-arn",
    when: "the ARN is one of a stream",
    violations: inReference({ arn: `${arn}/stream/2026-01-01T00:00:00.000` }),
    path: "arn",
    message: `must be the ARN of a table (arn:aws:dynamodb:<region>:<account>:table/<name>), got "${arn}/stream/2026-01-01T00:00:00.000"`,
  },
  {
    rule: "reference-arn",
    when: "the name is not the one in the ARN",
    violations: inReference({ arn, name: "Order" }),
    path: "name",
    message: 'must be the name in the arn, "Orders", got "Order"',
  },
  {
    rule: "reference-arn",
    when: "the region is not the one in the ARN",
    violations: inReference({ arn, region: "us-east-2" }),
    path: "region",
    message: 'must be the region in the arn, "us-east-1", got "us-east-2"',
  },
  {
    rule: "account-id",
    when: "a referenced table's account has 11 digits",
    violations: inReference({ name: "Orders", account: "12345678901" }),
    path: "account",
    message: 'must be an account\'s 12 digits, got "12345678901"',
  },
  {
    rule: "encryption-key",
    when: "a referenced table's key is in another region",
    violations: inReference({ arn, kmsKeyArn: "arn:aws:kms:us-west-2:123456789012:key/1" }),
    path: "kmsKeyArn",
    message: "must be a key in us-east-1, got one in us-west-2",
  },
  {
    rule: "reference-region",
    when: "a dashboard shows a table of another region",
    violations: dashboardViolations({
      ...{ name: "shop", region: "us-west-2" },
      tables: [{ name: "Orders", reference: { region: "us-east-1" } }],
    }),
    path: "tables.0",
    message: "must be a table in us-west-2, got one in us-east-1",
  },
  {
    rule: "reference-region",
    when: "a replica names another primary region than the table's",
    violations: inReplica({ arn, partitionKey: Attribute.string("orderId") }, "us-east-2"),
    path: "table",
    message: "must be a table in us-east-2, got one in us-east-1",
  },
  {
    rule: "reference-replica",
    when: "the partition key is unknown",
    violations: inReplica({ arn }),
    path: "table",
    message:
      "must be a table whose keys are known; give the TableReference its partitionKey, and its indexes by name with their keys",
  },
];
