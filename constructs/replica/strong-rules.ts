import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { regionSets } from "./strong-consistency";

/** Regions of a table and its replicas, and their consistency. */
export type ReplicationSettings = Pick<
  DynamoTableProps,
  "region" | "replicaRegions" | "consistency" | "witnessRegion"
>;

/**
 * The rules of the regions of strongly consistent tables.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html
 */
export function replicationViolations(settings: ReplicationSettings): Violation[] {
  const { consistency, region, replicaRegions, witnessRegion } = settings;
  if (consistency !== "strong") {
    return violationIf(
      witnessRegion !== undefined,
      "strong-witness",
      ["witnessRegion"],
      "only strongly consistent tables have a witness; remove it, or make the consistency strong",
    );
  }
  const replicas = isKnown(replicaRegions) ? replicaRegions : [];
  return [
    ...violationIf(
      region === undefined,
      "strong-region-set",
      ["region"],
      "must be the table's own region for strong consistency, got none",
    ),
    ...violationIf(
      (replicaRegions === undefined || isKnown(replicaRegions)) &&
        replicas.length + (witnessRegion === undefined ? 0 : 1) !== 2,
      "strong-region-count",
      ["replicaRegions"],
      `must be two regions for strong consistency, or one and a witness, got ${replicas.length}${witnessRegion === undefined ? "" : " and a witness"}`,
    ),
    ...setViolations(settings, replicas),
    ...violationIf(
      isKnown(witnessRegion) && [region, ...replicas].includes(witnessRegion),
      "strong-witness",
      ["witnessRegion"],
      `must be a region without a copy of the table, got "${witnessRegion}"`,
    ),
  ];
}

function setViolations(
  { region, witnessRegion }: ReplicationSettings,
  replicas: readonly string[],
): Violation[] {
  const set = regionSets.find((regions) => isKnown(region) && regions.includes(region));
  if (!isKnown(region)) return [];
  const others = [
    ...replicas.map((other, position) => ({ path: ["replicaRegions", position], other })),
    { path: ["witnessRegion"], other: witnessRegion },
  ];
  if (!set) {
    return violationIf(
      true,
      "strong-region-set",
      ["region"],
      `must be one of ${regionSets.flat().join(", ")} for strong consistency, got "${region}"`,
    );
  }
  return others.flatMap(({ path, other }) =>
    violationIf(
      isKnown(other) && !set.includes(other),
      "strong-region-set",
      path,
      `must be one of ${set.join(", ")} to be strongly consistent with ${region}, got "${other}"`,
    ),
  );
}

/** Features that a strongly consistent table does not support. */
export function strongTableViolations(props: DynamoTableProps): Violation[] {
  if (props.consistency !== "strong") return [];
  return [
    ...violationIf(
      props.ttl !== undefined && typeof props.ttl === "string",
      "strong-ttl",
      ["ttl"],
      "the items of a strongly consistent table cannot expire; remove it, or make the consistency eventual",
    ),
    ...violationIf(
      Object.keys(props.localIndexes ?? {}).length > 0,
      "strong-local-index",
      ["localIndexes"],
      "a strongly consistent table has no local indexes; make them global, or make the consistency eventual",
    ),
    ...violationIf(
      props.billing?.mode === "provisioned",
      "strong-billing",
      ["billing"],
      "a strongly consistent table must be on-demand: its replicas come with it, before anything scales its writes",
    ),
    ...violationIf(
      props.encryption?.kind === "customer-managed" && props.encryption.keyArn === undefined,
      "strong-encryption",
      ["encryption"],
      "a strongly consistent table's keys must be there before it is; give keyArn and replicaKeyArns",
    ),
  ];
}
