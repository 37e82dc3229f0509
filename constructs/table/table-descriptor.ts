import type { Attribute } from "./attribute";
import { Billing } from "./billing";
import { highestUnits, initialUnits } from "./capacity";
import type { DynamoTableProps } from "./dynamo-table-props";
import { attributesOf, firstOf, hasSeveralKeys, type KeyPart } from "./index-keys";
import { projectionSetting, type ProjectionSetting } from "./projection";
import type { GlobalIndex } from "./secondary-index";
import { expiryAttribute } from "./time-to-live";

/** Description of a secondary index for other programs. */
export interface IndexDescriptor {
  readonly name: string;
  readonly kind: "global" | "local";
  readonly partitionKey: Attribute;
  readonly sortKey: Attribute | null;
  /** All attributes of the partition key, in their order; only if the key has several attributes. */
  readonly partitionKeys?: readonly Attribute[];
  /** All attributes of the sort key, in their order; only if the key has several attributes. */
  readonly sortKeys?: readonly Attribute[];
  readonly projection: ProjectionSetting["projectionType"];
  /** Only with the projection INCLUDE. */
  readonly nonKeyAttributes?: readonly string[];
}

/**
 * Capacity units per second of a provisioned table, the least and the most where it is autoscaled; limits of an
 * on-demand one; null where there are none.
 */
export interface BillingDescriptor {
  readonly mode: Billing["mode"];
  readonly read: number | null;
  readonly write: number | null;
  readonly maxRead: number | null;
  readonly maxWrite: number | null;
}

/** Description of a deployed table in one region for other programs. */
export interface TableDescriptor {
  readonly name: string;
  readonly arn: string;
  readonly streamArn: string | null;
  readonly kmsKeyArn: string | null;
  readonly partitionKey: Attribute;
  readonly sortKey: Attribute | null;
  readonly indexes: readonly IndexDescriptor[];
  readonly billing: BillingDescriptor;
  readonly ttlAttribute: string | null;
  readonly replicaRegions: readonly string[];
}

/** The properties of a table that are known only after its deployment. */
export type DeployedTable = Pick<TableDescriptor, "arn" | "streamArn" | "kmsKeyArn">;

/** Describes a table by its props and where it is deployed. */
export function describeTable(props: DynamoTableProps, deployed: DeployedTable): TableDescriptor {
  return {
    name: props.name,
    ...deployed,
    partitionKey: { ...props.partitionKey },
    sortKey: props.sortKey ? { ...props.sortKey } : null,
    indexes: [...globalIndexes(props), ...localIndexes(props)],
    billing: describeBilling(props.billing ?? Billing.onDemand()),
    ttlAttribute: expiryAttribute(props.ttl) ?? null,
    replicaRegions: props.replicaRegions ?? [],
  };
}

function globalIndexes({ indexes = {} }: DynamoTableProps): IndexDescriptor[] {
  return Object.entries(indexes).map(([name, index]) => ({
    name,
    kind: "global",
    partitionKey: { ...firstOf(index.partitionKey) },
    sortKey: index.sortKey ? { ...firstOf(index.sortKey) } : null,
    ...severalKeys(index),
    ...describeProjection(projectionSetting(index.projection)),
  }));
}

/** Readers that know one attribute per part of a key find the first in `partitionKey` and `sortKey`. */
function severalKeys(index: GlobalIndex): Pick<IndexDescriptor, "partitionKeys" | "sortKeys"> {
  if (!hasSeveralKeys(index)) return {};
  const copies = (part: KeyPart | undefined) => attributesOf(part).map((attribute) => ({ ...attribute }));
  return { partitionKeys: copies(index.partitionKey), sortKeys: copies(index.sortKey) };
}

function localIndexes({ localIndexes = {}, partitionKey }: DynamoTableProps): IndexDescriptor[] {
  return Object.entries(localIndexes).map(([name, index]) => ({
    name,
    kind: "local",
    partitionKey: { ...partitionKey },
    sortKey: { ...index.sortKey },
    ...describeProjection(projectionSetting(index.projection)),
  }));
}

function describeProjection({ projectionType, nonKeyAttributes }: ProjectionSetting) {
  return { projection: projectionType, ...(nonKeyAttributes ? { nonKeyAttributes } : {}) };
}

function describeBilling(billing: Billing): BillingDescriptor {
  return billing.mode === "on-demand"
    ? {
        mode: "on-demand",
        read: null,
        write: null,
        maxRead: limit(billing.maxRead),
        maxWrite: limit(billing.maxWrite),
      }
    : {
        mode: "provisioned",
        read: initialUnits(billing.read),
        write: initialUnits(billing.write),
        maxRead: highestUnits(billing.read),
        maxWrite: highestUnits(billing.write),
      };
}

function limit(units: number | undefined): number | null {
  return units === undefined || units === -1 ? null : units;
}
