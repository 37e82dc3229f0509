import { replicaRegionViolations, regionViolations } from "../../../constructs/internal";
import { table, inTable, inReplica } from "./broken-settings";
import type { RuleCase } from "./rule-case";

export const replicaCases: RuleCase[] = [
  {
    rule: "region-known",
    when: "AWS has no such region",
    violations: regionViolations(["region"], "us-wset-2"),
    path: "region",
    message: 'must be a region of AWS, such as us-east-1, got "us-wset-2"',
  },
  {
    rule: "replica-region",
    when: "a table's replica lies in its own region",
    violations: replicaRegionViolations(["replicas"], ["us-east-1"], "us-east-1"),
    path: "replicas.0",
    message: `must be another region than the table's own, got "us-east-1" for both`,
  },
  {
    rule: "replica-region",
    when: "a replica lies in its table's region",
    violations: inReplica({ primaryRegion: "us-west-2" }),
    path: "region",
    message: `must be another region than the table's own, got "us-west-2" for both`,
  },
  {
    rule: "replica-region-unique",
    when: "a region is named twice",
    violations: inTable({ replicaRegions: ["us-west-2", "us-west-2"] }),
    path: "replicaRegions.1",
    message: 'must be named once, got "us-west-2" again',
  },
  {
    rule: "replica-stream",
    when: "the table streams new images only",
    violations: inTable({ replicaRegions: ["us-west-2"], stream: "new-image" }),
    path: "stream",
    message: 'must be "new-and-old-images" for a table with replicas, got "new-image"',
  },
  {
    rule: "replica-declared",
    when: "the table has other replicas",
    violations: inReplica({ region: "eu-west-1" }),
    path: "region",
    message: `must be among the table's replicaRegions, so that the table is made ready for it, got "eu-west-1"`,
  },
  {
    rule: "replica-declared",
    when: "the table has no replicas",
    violations: inReplica({ table }),
    path: "table.replicaRegions",
    message: 'must hold "us-west-2", so that the table is made ready for it, got none',
  },
  {
    rule: "replica-encryption",
    when: "the replica has a key and the table has none",
    violations: inReplica({ keyArn: "arn:aws:kms:us-west-2:123456789012:key/1" }),
    path: "keyArn",
    message:
      "a replica must be encrypted as its table is, which has no key of the account's own; remove the key",
  },
];
