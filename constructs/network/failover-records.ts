import { Route53HealthCheck } from "@cdktf/provider-aws/lib/route53-health-check";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { failoverViolations } from "./failover-rules";
import type { FailoverTarget } from "./failover-target";
import type { FailoverRegion, FailoverRecordsProps } from "./failover-records-props";

/**
 * A name for a service that runs in two regions, leading to the second while the first is not healthy. Both
 * take writes at any time, so nothing else has to be switched.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html
 */
export class FailoverRecords extends Construct {
  /** The record that leads to the primary region. */
  readonly primary: Route53Record;
  /** The record that leads to the secondary region. */
  readonly secondary: Route53Record;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: FailoverRecordsProps,
  ) {
    refuse("FailoverRecords", scope, id, failoverViolations(props));
    super(scope, id);
    this.primary = this.record("Primary", "PRIMARY", props.primary);
    this.secondary = this.record("Secondary", "SECONDARY", props.secondary);
  }

  private record(id: string, type: "PRIMARY" | "SECONDARY", target: FailoverRegion): Route53Record {
    const { zoneId, name } = this.props;
    const check = this.healthCheck(`${id}Health`, target);
    return new Route53Record(this, id, {
      ...{ zoneId, name, setIdentifier: target.region, healthCheckId: check.id },
      failoverRoutingPolicy: { type },
      ...this.pointer(target.target),
    });
  }

  private pointer(target: FailoverTarget) {
    if (target.kind === "host")
      return { type: "CNAME", records: [target.host], ttl: this.props.ttlSeconds ?? 60 };
    const alias = { name: target.host, zoneId: target.zoneId, evaluateTargetHealth: true };
    return { type: "A", alias };
  }

  private healthCheck(id: string, { region, target, healthHost }: FailoverRegion): Route53HealthCheck {
    const { name, healthPath = "/", healthIntervalSeconds = 30, failureThreshold = 3, tags } = this.props;
    return new Route53HealthCheck(this, id, {
      ...{ type: "HTTPS", port: 443, enableSni: true },
      fqdn: healthHost ?? target.host,
      resourcePath: healthPath,
      requestInterval: healthIntervalSeconds,
      failureThreshold,
      tags: { Name: `${name} ${region}`, ...tags },
    });
  }
}
