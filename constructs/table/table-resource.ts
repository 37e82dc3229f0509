import type { DynamodbTableConfig } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Billing } from "./billing";
import type { DynamoTableProps } from "./dynamo-table-props";
import { declaredAttributes } from "./key-attributes";
import { projectionSetting } from "./projection";
import type { GlobalIndex } from "./secondary-index";
import { type StreamView, streamViewType } from "./stream-view";
import { tableClassName } from "./table-class";
import { ttlSetting } from "./time-to-live";

/** The arguments of `aws_dynamodb_table`, apart from its encryption, which may need a key of its own. */
export function tableResource(props: DynamoTableProps): DynamodbTableConfig {
  const billing = props.billing ?? Billing.onDemand();
  return {
    name: props.name,
    hashKey: props.partitionKey.name,
    rangeKey: props.sortKey?.name,
    attribute: declaredAttributes(props).map(({ name, type }) => ({ name, type })),
    globalSecondaryIndex: globalIndexes(props, billing),
    localSecondaryIndex: localIndexes(props),
    ...capacity(billing),
    ...stream(streamOf(props)),
    ttl: ttlSetting(props.ttl),
    pointInTimeRecovery: recovery(props.pointInTimeRecovery ?? 35),
    tableClass: tableClassName(props.tableClass ?? "standard"),
    deletionProtectionEnabled: isProtected(props),
    tags: props.tags && { ...props.tags },
    lifecycle: {
      preventDestroy: props.preventDestroy ?? isProtected(props),
      // Replicas are resources of their own; without this the table would try to remove them.
      ignoreChanges: ["replica"],
    },
  };
}

/** Whether AWS refuses to delete the table. */
export function isProtected(props: Pick<DynamoTableProps, "deletionProtection">): boolean {
  return props.deletionProtection ?? true;
}

/** The view of a table's stream, which its replicas need even where none was asked for. */
export function streamOf(props: Pick<DynamoTableProps, "stream" | "replicaRegions">): StreamView | false {
  const replicated = (props.replicaRegions ?? []).length > 0;
  return props.stream ?? (replicated ? "new-and-old-images" : false);
}

function globalIndexes(
  { indexes }: DynamoTableProps,
  billing: Billing,
): DynamodbTableConfig["globalSecondaryIndex"] {
  return Object.entries(indexes ?? {}).map(([name, index]) => ({
    name,
    hashKey: index.partitionKey.name,
    rangeKey: index.sortKey?.name,
    ...projectionSetting(index.projection),
    ...indexCapacity(index, billing),
  }));
}

function localIndexes({ localIndexes }: DynamoTableProps): DynamodbTableConfig["localSecondaryIndex"] {
  return Object.entries(localIndexes ?? {}).map(([name, index]) => ({
    name,
    rangeKey: index.sortKey.name,
    ...projectionSetting(index.projection),
  }));
}

function capacity(billing: Billing) {
  return billing.mode === "on-demand"
    ? { billingMode: "PAY_PER_REQUEST", onDemandThroughput: limits(billing) }
    : { billingMode: "PROVISIONED", readCapacity: billing.read.units, writeCapacity: billing.write.units };
}

function indexCapacity(index: GlobalIndex, billing: Billing) {
  return billing.mode === "on-demand"
    ? { onDemandThroughput: limits(index) }
    : {
        readCapacity: (index.read ?? billing.read).units,
        writeCapacity: (index.write ?? billing.write).units,
      };
}

function limits({ maxRead, maxWrite }: { readonly maxRead?: number; readonly maxWrite?: number }) {
  return maxRead === undefined && maxWrite === undefined
    ? undefined
    : { maxReadRequestUnits: maxRead, maxWriteRequestUnits: maxWrite };
}

function stream(view: StreamView | false) {
  return view === false
    ? { streamEnabled: false }
    : { streamEnabled: true, streamViewType: streamViewType(view) };
}

function recovery(days: number | false) {
  return days === false ? { enabled: false } : { enabled: true, recoveryPeriodInDays: days };
}
