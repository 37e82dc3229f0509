import { regionViolations } from "../replica/region-rules";
import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import type { FailoverRecordsProps } from "./failover-records-props";

/** @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html */
export function failoverViolations(props: FailoverRecordsProps): Violation[] {
  const { primary, secondary, healthPath, healthIntervalSeconds: interval, failureThreshold, tags } = props;
  return [
    ...regionViolations(["primary", "region"], primary.region),
    ...regionViolations(["secondary", "region"], secondary.region),
    ...violationIf(
      isKnown(primary.region) && primary.region === secondary.region,
      "failover-regions",
      ["secondary", "region"],
      `must be another region than the primary's, got "${secondary.region}" for both`,
    ),
    ...violationIf(
      primary.target.kind !== secondary.target.kind,
      "failover-targets",
      ["secondary", "target"],
      `must be a target of the primary's kind, ${primary.target.kind}: records of one name have one type, got ${secondary.target.kind}`,
    ),
    ...violationIf(
      isKnown(healthPath) && !/^\/.{0,254}$/.test(healthPath),
      "failover-health",
      ["healthPath"],
      `must be a path of at most 255 characters that starts with /, got "${healthPath}"`,
    ),
    ...violationIf(
      isKnown(interval) && interval !== 10 && interval !== 30,
      "failover-health",
      ["healthIntervalSeconds"],
      `must be 10 or 30 seconds, got ${interval}`,
    ),
    ...violationIf(
      isKnown(failureThreshold) &&
        !(Number.isInteger(failureThreshold) && failureThreshold >= 1 && failureThreshold <= 10),
      "failover-health",
      ["failureThreshold"],
      `must be a whole number from 1 to 10, got ${failureThreshold}`,
    ),
    ...tagViolations(tags),
  ];
}
