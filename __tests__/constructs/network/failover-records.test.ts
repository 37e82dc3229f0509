import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { FailoverRecords, type FailoverRecordsProps, FailoverTarget } from "../../../constructs";
import { synthesized } from "../synthesized";

const east = { region: "us-east-1", target: FailoverTarget.host("east.example.com") };
const west = { region: "us-west-2", target: FailoverTarget.host("west.example.com") };
const minimal = { zoneId: "Z1", name: "api.example.com", primary: east, secondary: west };

function made(type: string, props: Partial<FailoverRecordsProps> = {}): Record<string, unknown>[] {
  const { resource } = synthesized((stack) => new FailoverRecords(stack, "api", { ...minimal, ...props }));
  return Object.values(resource[type] ?? {});
}

describe("FailoverRecords", () => {
  it("has a record for each region, each with a set identifier and a health check", () => {
    const record = { zone_id: "Z1", name: "api.example.com", type: "CNAME", ttl: 60 };
    expect(made("aws_route53_record")).toEqual([
      {
        ...record,
        set_identifier: "us-east-1",
        records: ["east.example.com"],
        failover_routing_policy: { type: "PRIMARY" },
        health_check_id: expect.stringContaining("aws_route53_health_check.api_PrimaryHealth") as string,
      },
      {
        ...record,
        set_identifier: "us-west-2",
        records: ["west.example.com"],
        failover_routing_policy: { type: "SECONDARY" },
        health_check_id: expect.stringContaining("aws_route53_health_check.api_SecondaryHealth") as string,
      },
    ]);
  });

  it("asks each region for its health", () => {
    expect(made("aws_route53_health_check")[0]).toEqual({
      type: "HTTPS",
      port: 443,
      enable_sni: true,
      fqdn: "east.example.com",
      resource_path: "/",
      request_interval: 30,
      failure_threshold: 3,
      tags: { Name: "api.example.com us-east-1" },
    });
  });

  it("asks another host and path, more often", () => {
    const props = {
      primary: { ...east, healthHost: "health.example.com" },
      ...{ healthPath: "/health", healthIntervalSeconds: 10, failureThreshold: 1 },
    };
    expect(made("aws_route53_health_check", props)[0]).toMatchObject({
      fqdn: "health.example.com",
      resource_path: "/health",
      request_interval: 10,
      failure_threshold: 1,
    });
  });

  it("points at load balancers by aliases", () => {
    const props = {
      primary: { ...east, target: FailoverTarget.alias("lb-east.example.com", "ZE") },
      secondary: { ...west, target: FailoverTarget.alias("lb-west.example.com", "ZW") },
    };
    expect(made("aws_route53_record", props)[0]).toMatchObject({
      type: "A",
      alias: { name: "lb-east.example.com", zone_id: "ZE", evaluate_target_health: true },
    });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const props = { ...minimal, secondary: east, healthPath: "health" };
    expect(() => new FailoverRecords(stack, "api", props)).toThrow(/secondary.region: .*\n.*healthPath: /);
  });
});
