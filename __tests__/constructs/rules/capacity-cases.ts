import { Billing, Capacity } from "../../../constructs";
import { tableAutoscalingViolations } from "../../../constructs/internal";
import { autoscaled, provisioned, inTable, inIndex, inReplica, scaledReads } from "./broken-settings";
import type { RuleCase } from "./rule-case";

export const capacityCases: RuleCase[] = [
  {
    rule: "capacity-units",
    when: "the table's read capacity is 0",
    violations: inTable({
      billing: Billing.provisioned({ read: Capacity.fixed(0), write: Capacity.fixed(1) }),
    }),
    path: "billing.read",
    message: "capacity must be a whole number of at least 1, got 0",
  },
  {
    rule: "capacity-units",
    when: "an index's write capacity is a fraction",
    violations: inIndex({ write: Capacity.fixed(1.5) }, { billing: provisioned }),
    path: "indexes.ByUser.write",
    message: "capacity must be a whole number of at least 1, got 1.5",
  },
  {
    rule: "on-demand-limit",
    when: "the table's limit is 0",
    violations: inTable({ billing: Billing.onDemand({ maxWrite: 0 }) }),
    path: "billing.maxWrite",
    message: "a limit must be a whole number of at least 1, or -1 to lift one, got 0",
  },
  {
    rule: "on-demand-limit",
    when: "an index's limit is a fraction",
    violations: inIndex({ maxRead: 0.5 }),
    path: "indexes.ByUser.maxRead",
    message: "a limit must be a whole number of at least 1, or -1 to lift one, got 0.5",
  },
  {
    rule: "index-capacity",
    when: "an index of an on-demand table has capacity",
    violations: inIndex({ read: Capacity.fixed(5) }),
    path: "indexes.ByUser.read",
    message: "an index of an on-demand table takes no capacity; remove it, or make the table provisioned",
  },
  {
    rule: "index-capacity",
    when: "an index of a provisioned table has a limit",
    violations: inIndex({ maxWrite: 5 }, { billing: provisioned }),
    path: "indexes.ByUser.maxWrite",
    message:
      "an index of a provisioned table takes no limit on requests; remove it, or make the table on-demand",
  },
  {
    rule: "autoscaled-replicas",
    when: "a provisioned table with replicas has fixed writes",
    violations: inTable({ billing: provisioned, replicaRegions: ["us-west-2"] }),
    path: "billing.write",
    message:
      "a provisioned table must autoscale its writes and those of its indexes before it can have replicas; autoscale them, make the table on-demand, or drop the replicas",
  },
  {
    rule: "autoscaled-replicas",
    when: "an index of a provisioned table with replicas has fixed writes",
    violations: inIndex({ write: Capacity.fixed(5) }, { billing: autoscaled, replicaRegions: ["us-west-2"] }),
    path: "indexes.ByUser.write",
    message:
      "a provisioned table must autoscale its writes and those of its indexes before it can have replicas; autoscale them, make the table on-demand, or drop the replicas",
  },
  {
    rule: "autoscaling-bounds",
    when: "the least is more than the most",
    violations: scaledReads({ min: 20, max: 10 }),
    path: "billing.read.min",
    message: "must be at most max (10), got 20",
  },
  {
    rule: "autoscaling-bounds",
    when: "the least is 0",
    violations: scaledReads({ min: 0, max: 10 }),
    path: "billing.read.min",
    message: "must be a whole number of at least 1, got 0",
  },
  {
    rule: "autoscaling-bounds",
    when: "the most is a fraction at a scheduled time",
    violations: scaledReads({ min: 1, max: 10, schedule: [{ cron: "cron(0 8 * * ? *)", min: 2, max: 2.5 }] }),
    path: "billing.read.schedule.0.max",
    message: "must be a whole number of at least 1, got 2.5",
  },
  {
    rule: "autoscaling-target",
    when: "95 percent are to be in use",
    violations: scaledReads({ min: 1, max: 10, target: 95 }),
    path: "billing.read.target",
    message: "must be 20 to 90 percent, got 95",
  },
  {
    rule: "autoscaling-target",
    when: "19 percent of an index are to be in use",
    violations: inIndex(
      { write: Capacity.autoscaled({ min: 1, max: 2, target: 19 }) },
      { billing: provisioned },
    ),
    path: "indexes.ByUser.write.target",
    message: "must be 20 to 90 percent, got 19",
  },
  {
    rule: "autoscaling-cooldown",
    when: "half a second is waited",
    violations: scaledReads({ min: 1, max: 10, scaleInCooldownSeconds: 0.5 }),
    path: "billing.read.scaleInCooldownSeconds",
    message: "must be a whole number of seconds, at least 0, got 0.5",
  },
  {
    rule: "autoscaling-schedule",
    when: "a cron expression has five fields",
    violations: scaledReads({ min: 1, max: 10, schedule: [{ cron: "cron(0 8 * * ?)", min: 1, max: 2 }] }),
    path: "billing.read.schedule.0.cron",
    message: 'must be six fields, such as cron(0 8 * * ? *), got "cron(0 8 * * ?)"',
  },
  {
    rule: "autoscaling-schedule",
    when: "there are 201 entries",
    violations: scaledReads({
      min: 1,
      max: 10,
      schedule: Array.from({ length: 201 }, () => ({ cron: "cron(0 8 * * ? *)", min: 1, max: 2 })),
    }),
    path: "billing.read.schedule",
    message: "must be at most 200 entries, got 201",
  },
  {
    rule: "index-capacity",
    when: "an index of an on-demand table is autoscaled",
    violations: inIndex({ read: Capacity.autoscaled({ min: 5, max: 10 }) }),
    path: "indexes.ByUser.read",
    message: "an index of an on-demand table takes no capacity; remove it, or make the table provisioned",
  },
  {
    rule: "autoscaling-capacity",
    when: "an on-demand table is to be autoscaled",
    violations: tableAutoscalingViolations({ tableName: "Posts", table: { billing: Billing.onDemand() } }),
    path: "table.billing",
    message: "must have capacity that is autoscaled, got none; an on-demand table scales by itself",
  },
  {
    rule: "replica-read",
    when: "a replica of an on-demand table scales its reads",
    violations: inReplica({ read: Capacity.autoscaled({ min: 5, max: 10 }) }),
    path: "read",
    message: "a replica of an on-demand table takes no capacity; remove it, or make the table provisioned",
  },
];
