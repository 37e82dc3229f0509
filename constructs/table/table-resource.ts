import type { DynamodbTableConfig } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { TerraformResourceLifecycle } from "cdktf";
import type { CapacityKind, ScaledDimension } from "../autoscaling/scaled-dimension";
import { isKnown } from "../rules/known-value";
import { Billing } from "./billing";
import { type Capacity, initialUnits } from "./capacity";
import type { DynamoTableProps } from "./dynamo-table-props";
import { importSetting } from "./import-source";
import { firstOf, hasSeveralKeys } from "./index-keys";
import { inlineIndexes } from "./inline-indexes";
import { declaredAttributes } from "./key-attributes";
import { projectionSetting } from "./projection";
import { ignoredRestoreArguments, restoreArguments } from "./restore-source";
import type { GlobalIndex } from "./secondary-index";
import { type StreamView, streamViewType } from "./stream-view";
import { tableClassName } from "./table-class";
import { ttlSetting } from "./time-to-live";
import { warmThroughputSetting } from "./warm-throughput";
import type { TableSettings } from "./table-settings";

/** The units that an autoscaled capacity has at the time of a plan, or its minimum. */
export type LiveUnits = (dimension: ScaledDimension) => number;

/** What the table's constructs say of its resource, since it may take resources of their own. */
export interface TableParts extends Pick<DynamodbTableConfig, "serverSideEncryption"> {
  readonly postcondition: TerraformResourceLifecycle["postcondition"];
  readonly scaled: readonly ScaledDimension[];
  /** Needed for each capacity that {@link isReadLive}. @default its minimum */
  readonly liveUnits?: LiveUnits;
}

/** The arguments of `aws_dynamodb_table`. */
export function tableResource(
  props: DynamoTableProps,
  { serverSideEncryption, postcondition, scaled, liveUnits = minimumUnits }: TableParts,
): DynamodbTableConfig {
  const billing = props.billing ?? Billing.onDemand();
  const provisioned = billing.mode === "provisioned" ? billing : undefined;
  const stream = streamOf(props);
  // In one literal, so that it has one shape for every table: cdktf reads it property by property.
  return {
    name: props.name,
    hashKey: props.partitionKey.name,
    rangeKey: props.sortKey?.name,
    attribute: declaredAttributes(props).map(({ name, type }) => ({
      name,
      type,
    })),
    globalSecondaryIndex: globalIndexes(props, billing, liveUnits),
    localSecondaryIndex: localIndexes(props),
    billingMode: provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
    onDemandThroughput: billing.mode === "on-demand" ? limits(billing) : undefined,
    readCapacity: provisioned && tableUnits(props, "read", provisioned.read, liveUnits),
    writeCapacity: provisioned && tableUnits(props, "write", provisioned.write, liveUnits),
    streamEnabled: stream !== false,
    streamViewType: stream === false ? undefined : streamViewType(stream),
    ttl: ttlSetting(props.ttl),
    pointInTimeRecovery: recovery(props.pointInTimeRecovery ?? 35),
    serverSideEncryption,
    tableClass: tableClassName(props.tableClass ?? "standard"),
    deletionProtectionEnabled: isProtected(props),
    tags: props.tags && { ...props.tags },
    warmThroughput: warmThroughputSetting(props.warmThroughput),
    importTable: importSetting(props.importFrom),
    ...restoreArguments(props.restoreFrom),
    replica: strongReplicas(props),
    globalTableWitness: strongWitness(props),
    lifecycle: {
      preventDestroy: props.preventDestroy ?? isProtected(props),
      ignoreChanges: ignored(props, scaled),
      postcondition: postcondition?.length === 0 ? undefined : postcondition,
    },
  };
}

/** Whether AWS refuses to delete the table. */
export function isProtected(props: Pick<DynamoTableProps, "deletionProtection">): boolean {
  return props.deletionProtection ?? true;
}

type Streamed = Pick<DynamoTableProps, "stream" | "replicaRegions" | "consistency">;

/** The view of a table's stream, which its replicas need even where none was asked for. */
export function streamOf({ consistency, ...props }: Streamed): StreamView | false {
  const replicated = consistency !== "strong" && (props.replicaRegions ?? []).length > 0;
  return props.stream ?? (replicated ? "new-and-old-images" : false);
}

/** Whether a table has a stream, or is one of another stack whose stream is not known. */
export function mayHaveStream(props: TableSettings): boolean {
  return streamOf(props) !== false || (props.reference !== undefined && props.stream === undefined);
}

/**
 * Whether a scaled capacity is configured as it is at the time of a plan, by {@link LiveUnits}. Otherwise it is the
 * minimum, and its changes are ignored.
 */
export function isReadLive(props: DynamoTableProps, { index }: Pick<ScaledDimension, "index">): boolean {
  return index !== undefined || mayHaveReplicas(props);
}

function mayHaveReplicas({ replicaRegions }: DynamoTableProps): boolean {
  return replicaRegions !== undefined && (!isKnown(replicaRegions) || replicaRegions.length > 0);
}

/**
 * Replicas are resources of their own; without this the table would try to remove them. After a table was imported,
 * another import source, or none, would replace it; so would another source of a restore. Scaled capacity would be reset by every apply.
 */
function ignored(props: DynamoTableProps, scaled: readonly ScaledDimension[]): string[] {
  const { consistency, ttl } = props;
  const replica = consistency === "strong" ? [] : ["replica"];
  // AWS wants the attribute's name to turn expiry off, and the state has it.
  const expired = ttl === undefined ? ["ttl[0].attribute_name"] : [];
  const capacities = scaled
    .filter((dimension) => !isReadLive(props, dimension))
    .map(({ kind }) => `${kind}_capacity`);
  const restored = ignoredRestoreArguments(props.restoreFrom);
  return [...replica, "import_table", ...restored, ...expired, ...capacities];
}

/** `aws_dynamodb_table_replica` knows no consistency, so these replicas are part of their table. */
function strongReplicas(props: DynamoTableProps): DynamodbTableConfig["replica"] {
  if (props.consistency !== "strong") return undefined;
  const { encryption, replicaRegions = [] } = props;
  const keys = encryption?.kind === "customer-managed" ? (encryption.replicaKeyArns ?? {}) : {};
  return replicaRegions.map((regionName) => ({
    regionName,
    consistencyMode: "STRONG",
    kmsKeyArn: keys[regionName],
    pointInTimeRecovery: (props.pointInTimeRecovery ?? 35) !== false,
    deletionProtectionEnabled: isProtected(props),
    propagateTags: true,
  }));
}

function strongWitness({ consistency, witnessRegion }: DynamoTableProps) {
  return consistency === "strong" && witnessRegion !== undefined ? { regionName: witnessRegion } : undefined;
}

function globalIndexes(
  props: DynamoTableProps,
  billing: Billing,
  liveUnits: LiveUnits,
): DynamodbTableConfig["globalSecondaryIndex"] {
  const indexes = inlineIndexes(props);
  // An empty list, unlike none, would make the provider delete the indexes that are resources of their own.
  if (indexes === undefined) return undefined;
  return Object.entries(indexes).map(([name, index]) => ({
    name,
    ...singleKeys(index),
    ...projectionSetting(index.projection),
    warmThroughput: warmThroughputSetting(index.warmThroughput),
    ...indexCapacity(name, index, billing, liveUnits),
  }));
}

/** The arguments for a key of one attribute per part; several attributes are written by `writeKeySchemas`. */
function singleKeys(index: GlobalIndex): { hashKey: string; rangeKey?: string } {
  // The bindings of CDKTF require the name.
  if (hasSeveralKeys(index)) return { hashKey: undefined as unknown as string };
  return {
    hashKey: firstOf(index.partitionKey).name,
    rangeKey: index.sortKey && firstOf(index.sortKey).name,
  };
}

function localIndexes({ localIndexes }: DynamoTableProps): DynamodbTableConfig["localSecondaryIndex"] {
  return Object.entries(localIndexes ?? {}).map(([name, index]) => ({
    name,
    rangeKey: index.sortKey.name,
    ...projectionSetting(index.projection),
  }));
}

function tableUnits(
  props: DynamoTableProps,
  kind: CapacityKind,
  capacity: Capacity,
  liveUnits: LiveUnits,
): number {
  return capacity.kind === "autoscaled" && isReadLive(props, {})
    ? liveUnits({ kind, capacity })
    : initialUnits(capacity);
}

function indexCapacity(name: string, index: GlobalIndex, billing: Billing, liveUnits: LiveUnits) {
  if (billing.mode === "on-demand") return { onDemandThroughput: limits(index) };
  const units = (kind: CapacityKind, capacity: Capacity) =>
    capacity.kind === "fixed" ? capacity.units : liveUnits({ kind, index: name, capacity });
  return {
    readCapacity: units("read", index.read ?? billing.read),
    writeCapacity: units("write", index.write ?? billing.write),
  };
}

function minimumUnits({ capacity: { min } }: ScaledDimension): number {
  return min;
}

function limits({ maxRead, maxWrite }: { readonly maxRead?: number; readonly maxWrite?: number }) {
  return maxRead === undefined && maxWrite === undefined
    ? undefined
    : { maxReadRequestUnits: maxRead, maxWriteRequestUnits: maxWrite };
}

function recovery(days: number | false) {
  return days === false ? { enabled: false } : { enabled: true, recoveryPeriodInDays: days };
}
