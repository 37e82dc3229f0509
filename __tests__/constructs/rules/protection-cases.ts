import { Attribute, Encryption } from "../../../constructs";
import { encryptionKeyReplicaViolations, encryptionKeyViolations } from "../../../constructs/internal";
import { usEast, inTable, numbered } from "./broken-settings";
import type { RuleCase } from "./rule-case";

export const protectionCases: RuleCase[] = [
  {
    rule: "point-in-time-recovery",
    when: "it reaches back 36 days",
    violations: inTable({ pointInTimeRecovery: 36 }),
    path: "pointInTimeRecovery",
    message: "must be 1 to 35 whole days, or false for none, got 36",
  },
  {
    rule: "ttl-attribute",
    when: "the attribute has no name",
    violations: inTable({ ttl: "" }),
    path: "ttl",
    message: "must be an attribute name of 1 to 255 characters, got 0",
  },
  {
    rule: "ttl-type",
    when: "the attribute is a key of text",
    violations: inTable({ sortKey: Attribute.string("expiresAt"), ttl: "expiresAt" }),
    path: "ttl",
    message: 'must be a number, since nothing else ever expires, but "expiresAt" is of type S in sortKey',
  },
  {
    rule: "encryption-key",
    when: "the key is an alias",
    violations: inTable({ encryption: Encryption.customerManaged({ keyArn: "alias/forum" }) }),
    path: "encryption.keyArn",
    message: 'must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "alias/forum"',
  },
  {
    rule: "encryption-key",
    when: "a replica's key lies in another region",
    violations: inTable({
      replicaRegions: ["us-west-2"],
      encryption: Encryption.customerManaged({ keyArn: usEast, replicaKeyArns: { "us-west-2": usEast } }),
    }),
    path: "encryption.replicaKeyArns.us-west-2",
    message: "must be a key in us-west-2, got one in us-east-1",
  },
  {
    rule: "encryption-key-per-region",
    when: "the table has a key and its replica has none",
    violations: inTable({
      replicaRegions: ["us-west-2"],
      encryption: Encryption.customerManaged({ keyArn: usEast }),
    }),
    path: "encryption",
    message:
      'must name a key in every region or in none, but there is none in "us-west-2" and one for the table itself',
  },
  {
    rule: "key-alias",
    when: "the alias has a dot",
    violations: encryptionKeyViolations({ alias: "forum.prod" }),
    path: "alias",
    message: 'must be 1 to 250 characters of A-Z, a-z, 0-9, /, _ and -, got "forum.prod"',
  },
  {
    rule: "key-multi-region",
    when: "a key of one region is to be replicated",
    violations: encryptionKeyReplicaViolations({ alias: "forum", primaryKeyArn: usEast }),
    path: "primaryKeyArn",
    message: `must be the ARN of a multi-Region key (arn:aws:kms:<region>:<account>:key/mrk-…), got "${usEast}"`,
  },
  {
    rule: "tag-count",
    when: "there are 51 tags",
    violations: inTable({ tags: numbered(51, "x") }),
    path: "tags",
    message: "must be at most 50 tags, got 51",
  },
  {
    rule: "tag-key",
    when: "a tag begins with aws:",
    violations: inTable({ tags: { "aws:team": "forum" } }),
    path: "tags.aws:team",
    message: 'a tag key must have 1 to 128 characters and must not start with aws:, got "aws:team"',
  },
  {
    rule: "tag-value",
    when: "a value has 257 characters",
    violations: inTable({ tags: { Team: "x".repeat(257) } }),
    path: "tags.Team",
    message: "a tag value must have at most 256 characters, got 257",
  },
];
