import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import { samePartitionViolations } from "./partition";
import { regions } from "./regions";

/** The rule that a region is one that AWS has. */
export function regionViolations(
  path: readonly (string | number)[],
  region: string | undefined,
): Violation[] {
  return violationIf(
    isKnown(region) && !regions.includes(region),
    "region-known",
    path,
    `must be a region of AWS, such as us-east-1, got "${region}"`,
  );
}

/** The rules of the regions of a table's replicas, one violation per region that is wrong. */
export function replicaRegionViolations(
  path: readonly (string | number)[],
  replicaRegions: readonly string[] | undefined,
  primaryRegion?: string,
): Violation[] {
  return (isKnown(replicaRegions) ? replicaRegions : []).flatMap((region, position, all) => [
    ...regionViolations([...path, position], region),
    ...(regions.includes(region) ? samePartitionViolations([...path, position], region, primaryRegion) : []),
    ...violationIf(
      isKnown(region) && region === primaryRegion,
      "replica-region",
      [...path, position],
      `must be another region than the table's own, got "${region}" for both`,
    ),
    ...violationIf(
      isKnown(region) && all.indexOf(region) !== position,
      "replica-region-unique",
      [...path, position],
      `must be named once, got "${region}" again`,
    ),
  ]);
}
