import { Billing, Capacity } from "../../../constructs";
import { provisioned, inTable, inIndex } from "./broken-settings";
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
    when: "a provisioned table has replicas",
    violations: inTable({ billing: provisioned, replicaRegions: ["us-west-2"] }),
    path: "billing",
    message:
      "a provisioned table must autoscale its writes before it can have replicas; make it on-demand, or drop the replicas",
  },
];
