import { Token } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  Encryption,
  replicaViolations,
  rules,
  tableViolations,
} from "../../../constructs";
import { ruleCases } from "./rule-cases";

describe("the rules", () => {
  it.each(ruleCases)("$rule is broken when $when", ({ rule, violations, path, message }) => {
    expect(violations.map((one) => ({ ...one, path: one.path.join(".") }))).toEqual([
      { rule, path, message },
    ]);
  });

  it("each have a case", () => {
    expect([...new Set(ruleCases.map(({ rule }) => rule))].toSorted()).toEqual(Object.keys(rules).toSorted());
  });

  it("are each described in one sentence", () => {
    expect(Object.values(rules)).toEqual(
      Object.values(rules).map(() => expect.stringMatching(/^[A-Z].*\.$/) as string),
    );
  });

  it("let a table through that keeps them all", () => {
    expect(tableViolations({ name: "Posts", partitionKey: Attribute.string("id") })).toEqual([]);
  });
});

describe("values that are known only at apply", () => {
  const text = Token.asString({ resolve: () => "${var.text}" });
  const number = Token.asNumber({ resolve: () => "${var.number}" });

  it("are let through every rule of a table", () => {
    const violations = tableViolations({
      name: text,
      partitionKey: Attribute.string(text),
      ttl: text,
      pointInTimeRecovery: number,
      billing: Billing.provisioned({ read: Capacity.fixed(number), write: Capacity.fixed(number) }),
      encryption: Encryption.customerManaged({ keyArn: text }),
      tags: { Team: text },
    });
    expect(violations).toEqual([]);
  });

  it("are let through every rule of a replica", () => {
    const table = { name: text, partitionKey: Attribute.string("id"), replicaRegions: [text] };
    expect(replicaViolations({ table, primaryRegion: text, region: text })).toEqual([]);
  });
});
