import { Attribute, Encryption } from "../../../constructs";
import { replicationViolations, strongReplicaViolations } from "../../../constructs/internal";
import { inReplica, inStrong, provisioned, replicated } from "./broken-settings";
import type { RuleCase } from "./rule-case";

const strong = { consistency: "strong", region: "us-east-1" } as const;

export const strongCases: RuleCase[] = [
  {
    rule: "strong-region-count",
    when: "there is one replica and no witness",
    violations: replicationViolations({ ...strong, replicaRegions: ["us-east-2"] }),
    path: "replicaRegions",
    message: "must be two regions for strong consistency, or one and a witness, got 1",
  },
  {
    rule: "strong-region-count",
    when: "there are two replicas and a witness",
    violations: replicationViolations({
      consistency: "strong",
      region: "eu-west-1",
      replicaRegions: ["eu-west-2", "eu-west-3"],
      witnessRegion: "eu-central-1",
    }),
    path: "replicaRegions",
    message: "must be two regions for strong consistency, or one and a witness, got 2 and a witness",
  },
  {
    rule: "strong-region-set",
    when: "the table's own region is not told",
    violations: replicationViolations({ consistency: "strong", replicaRegions: ["us-east-2", "us-west-2"] }),
    path: "region",
    message: "must be the table's own region for strong consistency, got none",
  },
  {
    rule: "strong-region-set",
    when: "the table lies where there is no strong consistency",
    violations: replicationViolations({
      consistency: "strong",
      region: "ap-southeast-1",
      replicaRegions: ["ap-northeast-1", "ap-northeast-2"],
    }),
    path: "region",
    message:
      'must be one of us-east-1, us-east-2, us-west-2, eu-west-1, eu-west-2, eu-west-3, eu-central-1, ap-northeast-1, ap-northeast-2, ap-northeast-3 for strong consistency, got "ap-southeast-1"',
  },
  {
    rule: "strong-region-set",
    when: "a replica lies in another set",
    violations: replicationViolations({ ...strong, replicaRegions: ["us-east-2", "eu-west-1"] }),
    path: "replicaRegions.1",
    message:
      'must be one of us-east-1, us-east-2, us-west-2 to be strongly consistent with us-east-1, got "eu-west-1"',
  },
  {
    rule: "strong-region-set",
    when: "the witness lies in another set",
    violations: replicationViolations({
      ...strong,
      replicaRegions: ["us-east-2"],
      witnessRegion: "us-west-1",
    }),
    path: "witnessRegion",
    message:
      'must be one of us-east-1, us-east-2, us-west-2 to be strongly consistent with us-east-1, got "us-west-1"',
  },
  {
    rule: "strong-witness",
    when: "the witness has a copy of the table",
    violations: replicationViolations({
      ...strong,
      replicaRegions: ["us-east-2"],
      witnessRegion: "us-east-2",
    }),
    path: "witnessRegion",
    message: 'must be a region without a copy of the table, got "us-east-2"',
  },
  {
    rule: "strong-witness",
    when: "an eventually consistent table has a witness",
    violations: replicationViolations({ replicaRegions: ["us-east-2"], witnessRegion: "us-west-2" }),
    path: "witnessRegion",
    message: "only strongly consistent tables have a witness; remove it, or make the consistency strong",
  },
  {
    rule: "strong-ttl",
    when: "items expire",
    violations: inStrong({ ttl: "expiresAt" }),
    path: "ttl",
    message:
      "the items of a strongly consistent table cannot expire; remove it, or make the consistency eventual",
  },
  {
    rule: "strong-local-index",
    when: "there is a local index",
    violations: inStrong({
      sortKey: Attribute.string("at"),
      localIndexes: { ByUser: { sortKey: Attribute.string("userId") } },
    }),
    path: "localIndexes",
    message:
      "a strongly consistent table has no local indexes; make them global, or make the consistency eventual",
  },
  {
    rule: "strong-billing",
    when: "the table is provisioned",
    violations: inStrong({ billing: provisioned }),
    path: "billing",
    message:
      "a strongly consistent table must be on-demand: its replicas come with it, before anything scales its writes",
  },
  {
    rule: "strong-encryption",
    when: "its keys are to be made for it",
    violations: inStrong({ encryption: Encryption.customerManaged() }),
    path: "encryption",
    message: "a strongly consistent table's keys must be there before it is; give keyArn and replicaKeyArns",
  },
  {
    rule: "replica-consistency",
    when: "a TableReplica belongs to a strongly consistent table",
    violations: inReplica({
      table: { ...replicated, ...strong, replicaRegions: ["us-east-2", "us-west-2"] },
    }),
    path: "table.consistency",
    message: "must be eventual; the replicas of a strongly consistent table come with it",
  },
  {
    rule: "replica-consistency",
    when: "a StrongReplica belongs to an eventually consistent table",
    violations: strongReplicaViolations({ table: replicated, region: "us-west-2" }),
    path: "table.consistency",
    message: "must be strong; the replica of another table is a TableReplica",
  },
];
