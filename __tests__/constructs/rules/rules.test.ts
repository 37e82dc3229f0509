import { Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { Attribute, Billing, Capacity, Encryption, FailoverTarget, rules } from "../../../constructs";
import {
  dashboardViolations,
  daxViolations,
  failoverViolations,
  grantViolations,
  replicaViolations,
  replicationViolations,
  restoreTestingViolations,
  tableViolations,
  trailViolations,
  workersViolations,
} from "../../../constructs/internal";
import { ruleCases } from "./rule-cases";

/** It starts with a capital letter or with the names of settings. */
const oneSentence = /^([A-Z]|[a-z]+[A-Za-z]* (and|×) [a-z]+[A-Z]|[a-z]+([A-Z][a-z]+)* ).*[^.]\.$/;

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
      Object.values(rules).map(() => expect.stringMatching(oneSentence) as string),
    );
  });

  it("let a table through that keeps them all", () => {
    expect(tableViolations({ name: "Posts", partitionKey: Attribute.string("id") })).toEqual([]);
  });
});

describe("values that are known only at apply", () => {
  const text = Token.asString({ resolve: () => "${var.text}" });
  const number = Token.asNumber({ resolve: () => "${var.number}" });
  const list = Token.asList({ resolve: () => "${var.list}" });

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

  it("are let through every rule of autoscaling", () => {
    const schedule = [{ cron: text, min: number, max: number }];
    const capacity = Capacity.autoscaled({
      ...{ min: number, max: number, target: number, schedule },
      ...{ scaleInCooldownSeconds: number, scaleOutCooldownSeconds: number },
    });
    const violations = tableViolations({
      name: "Posts",
      partitionKey: Attribute.string("id"),
      billing: Billing.provisioned({ read: capacity, write: capacity }),
    });
    expect(violations).toEqual([]);
  });

  it("are let through every rule of what surrounds a table", () => {
    const violations = tableViolations({
      name: "Posts",
      partitionKey: Attribute.string("id"),
      region: text,
      movedFrom: text,
      warmThroughput: { read: number, write: number },
      kinesis: { streamArn: text, replicaStreamArns: { "us-west-2": text } },
      resourcePolicy: [{ principals: [text], access: "read" }],
    });
    expect(violations).toEqual([]);
  });

  it("are let through every rule of strongly consistent regions", () => {
    const replicaRegions = ["us-east-2"];
    const known = { consistency: "strong", replicaRegions } as const;
    expect(replicationViolations({ ...known, region: text, witnessRegion: text })).toEqual([]);
    expect(replicationViolations({ ...known, region: "us-east-1", witnessRegion: text })).toEqual([]);
  });

  it("are let through every rule of a grant", () => {
    const table = { props: { name: text, partitionKey: Attribute.string("id") } };
    const limits = { indexes: [text], leadingKeys: [text], regions: [text], vpcEndpointId: text };
    expect(grantViolations([], { table, access: [text], ...limits })).toEqual([]);
  });

  it("are let through every rule of a replica", () => {
    const table = { name: text, partitionKey: Attribute.string("id"), replicaRegions: [text] };
    expect(replicaViolations({ table, primaryRegion: text, region: text })).toEqual([]);
  });

  it("are let through every rule of a dashboard", () => {
    const table = { name: text, partitionKey: Attribute.string(text) };
    expect(dashboardViolations({ name: text, region: text, tables: [table], otherRegions: [text] })).toEqual(
      [],
    );
  });

  it("are let through every rule of a DAX cluster", () => {
    const lists = { subnetIds: [text], securityGroupIds: [text], grants: ["posts"] };
    const named = { name: text, nodeType: text, nodes: number, tags: { Team: text } };
    expect(daxViolations({ ...named, ...lists })).toEqual([]);
    expect(daxViolations({ ...named, ...lists, subnetIds: list })).toEqual([]);
  });

  it("are let through every rule of migration workers", () => {
    const posts = { props: { name: text, partitionKey: Attribute.string("id") } };
    const named = { name: text, region: text, image: text, tables: [posts], tags: { Team: text } };
    const network = { subnetIds: [text], vpcId: text, endpoints: { routeTableIds: [text] } };
    const sizes = { vcpu: number, memoryMib: number, maxWorkers: number, ephemeralStorageGib: number };
    const log = { logRetentionDays: number, timeoutSeconds: number, serviceRoleArn: text };
    const state = { bucket: { name: text, keyArn: text }, prefix: text, secretKeyArns: [text] };
    const variables = { environment: { STAGE: text }, secrets: { TOKEN: text } };
    expect(workersViolations({ ...named, ...network, ...sizes, ...log, ...state, ...variables })).toEqual([]);
    expect(workersViolations({ ...named, subnetIds: list, securityGroupIds: list })).toEqual([]);
  });

  it("are let through every rule of failover records", () => {
    const place = { region: text, target: FailoverTarget.alias(text, text), healthHost: text };
    const violations = failoverViolations({
      ...{ zoneId: text, name: text, primary: place, secondary: place, healthPath: text },
      ...{ healthIntervalSeconds: number, failureThreshold: number, tags: { Team: text } },
    });
    expect(violations).toEqual([]);
  });

  it("are let through every rule of a trail", () => {
    const settings = { name: text, bucketName: text, keyPrefix: text, keyArn: text, tags: { Team: text } };
    expect(trailViolations({ ...settings, tables: [{ arn: text }] })).toEqual([]);
  });

  it("are let through every rule of a restore test", () => {
    const violations = restoreTestingViolations({
      ...{ name: text, vaults: ["vault"], schedule: text, timeZone: text, tags: { Team: text } },
      ...{ selectionWindowDays: number, startWindowHours: number, validationWindowHours: number },
    });
    expect(violations).toEqual([]);
  });
});
