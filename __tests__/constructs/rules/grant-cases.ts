import { Grantee } from "../../../constructs";
import {
  grantViolations,
  migrationRoleViolations,
  tablePrefixViolations,
} from "../../../constructs/internal";
import { inGrant, table } from "./broken-settings";
import type { RuleCase } from "./rule-case";

const twelve = [
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2"],
  ...["eu-west-3", "eu-north-1", "ca-central-1", "sa-east-1", "ap-south-1", "ap-southeast-1"],
];

export const grantCases: RuleCase[] = [
  {
    rule: "grant-action",
    when: "JavaScript gives an access that there is not",
    violations: inGrant({ access: "reed" as unknown as "read" }),
    path: "access",
    message:
      'must be "read", "write", "read-write", "stream" or a list of actions, got "reed"; did you mean "read"?',
  },
  {
    rule: "grant-action",
    when: "an action is misspelt",
    violations: inGrant({ access: ["GetItem", "dynamodb:PutItems"] }),
    path: "access.1",
    message:
      'must be an action on a table, its indexes or its stream, such as PutItem, got "dynamodb:PutItems"',
  },
  {
    rule: "grant-action",
    when: "an action is any action",
    violations: inGrant({ access: ["*"] }),
    path: "access.0",
    message: 'must be an action on a table, its indexes or its stream, such as BatchGetItem, got "*"',
  },
  {
    rule: "grant-action",
    when: "there is no action",
    violations: inGrant({ access: [] }),
    path: "access",
    message: "must name at least one action, such as GetItem",
  },
  {
    rule: "grant-stream",
    when: "a single action follows a stream that is not there",
    violations: grantViolations([], { table: { props: table }, access: ["GetRecords"] }),
    path: "access",
    message: 'the table "Posts" must have a stream to be followed; turn it on, or grant "read"',
  },
  {
    rule: "grant-stream",
    when: "a migration follows a table without a stream",
    violations: migrationRoleViolations({
      ...{ name: "migration", tables: [{ props: table }], follow: [{ props: table }] },
      assumedBy: ["arn:aws:iam::123456789012:role/pipeline"],
    }),
    path: "follow.0",
    message: 'the table "Posts" must have a stream to be followed; set its `stream` to "keys-only" or more',
  },
  {
    rule: "grant-index",
    when: "the table has no such index",
    violations: inGrant({ indexes: ["ByUser"] }),
    path: "indexes.0",
    message: 'must be an index of the table, which has none, got "ByUser"',
  },
  {
    rule: "grant-region",
    when: "the table is not in the region",
    violations: inGrant({ regions: ["eu-west-1"] }),
    path: "regions.0",
    message: 'must be a region of the table, which is in us-east-1, us-west-2, got "eu-west-1"',
  },
  {
    rule: "grant-leading-keys",
    when: "there are none to be limited to",
    violations: inGrant({ leadingKeys: [] }),
    path: "leadingKeys",
    message: "must name at least one key; omit it to allow all of them",
  },
  {
    rule: "grant-leading-keys",
    when: "a scan is to be limited to them",
    violations: inGrant({ access: ["Scan"], leadingKeys: ["USR#*"] }),
    path: "access",
    message: "a scan or a stream cannot be limited to leading keys; query, or drop the keys",
  },
  {
    rule: "grant-leading-keys",
    when: "a stream is to be limited to them",
    violations: inGrant({ access: "stream", leadingKeys: ["USR#*"] }),
    path: "access",
    message: "a scan or a stream cannot be limited to leading keys; query, or drop the keys",
  },
  {
    rule: "grant-endpoint",
    when: "the endpoint is a VPC",
    violations: inGrant({ vpcEndpointId: "vpc-0abc" }),
    path: "vpcEndpointId",
    message: 'must be the id of a VPC endpoint, vpce-…, got "vpc-0abc"',
  },
  {
    rule: "role-tables",
    when: "a migration role is for no table",
    violations: migrationRoleViolations({
      name: "migration",
      tables: [],
      assumedBy: ["arn:aws:iam::123456789012:role/pipeline"],
    }),
    path: "tables",
    message: "must name at least one table, got none",
  },
  {
    rule: "role-principal",
    when: "nobody may take a migration role on",
    violations: migrationRoleViolations({ name: "migration", tables: [{ props: table }], assumedBy: [] }),
    path: "assumedBy",
    message: "must name at least one role or user that may assume it, got none",
  },
  {
    rule: "role-principal",
    when: "anybody may take a migration role on",
    violations: migrationRoleViolations({ name: "migration", tables: [{ props: table }], assumedBy: ["*"] }),
    path: "assumedBy.0",
    message: 'must be the ARN of a role or user, got "*"',
  },
  {
    rule: "table-prefix",
    when: "the prefix is empty, which is every table",
    violations: tablePrefixViolations({ prefix: "", grantee: Grantee.user("nexus"), regions: ["us-east-1"] }),
    path: "prefix",
    message: 'must be 1 to 254 characters of A-Z, a-z, 0-9, _, . and -, got ""',
  },
  {
    rule: "table-prefix",
    when: "there is no region",
    violations: tablePrefixViolations({ prefix: "Nexus", grantee: Grantee.user("nexus"), regions: [] }),
    path: "regions",
    message: "must name at least one region, got none",
  },
  {
    rule: "user-policy-size",
    when: "a user may make tables in twelve regions",
    violations: tablePrefixViolations({ prefix: "Nexus", grantee: Grantee.user("nexus"), regions: twelve }),
    path: "prefix",
    message:
      "the user's inline policies must have at most 2048 characters together, got about 2142; grant the tables to groups that the user is in, or to a role",
  },
  {
    rule: "group-policy-size",
    when: "a group has other policies already",
    violations: tablePrefixViolations(
      { prefix: "Nexus", grantee: Grantee.group("nexus"), regions: ["us-east-1"] },
      4500,
    ),
    path: "prefix",
    message:
      "the group's inline policies must have at most 5120 characters together, got about 5182; grant the tables to several groups, or to a role",
  },
];
