import {
  Billing,
  Capacity,
  type DynamoTableProps,
  Encryption,
  type GlobalIndex,
  type KinesisDestination,
} from "../../../../constructs";
import { keyAlias } from "../../../names";
import type { CapacityConfig } from "./capacity-schema";
import { resourceGrant } from "./resource-policy-schema";
import type { TableConfig, TablesConfig } from "../../tables-schema";

/** The props of one of the configured tables. */
export function tableProps(config: TablesConfig, id: string, table: TableConfig): DynamoTableProps {
  return {
    ...table,
    name: table.name ?? `${tableNamePrefix(config)}${id}`,
    indexes: mapValues(table.indexes ?? {}, globalIndex),
    billing: billing(table.billing),
    encryption: tableEncryption(table.encryption, config),
    kinesis: kinesis(table.kinesis, config.regions.primary),
    resourcePolicy: table.resourcePolicy?.map(resourceGrant),
    region: config.regions.primary,
    replicaRegions: config.regions.replicas,
    consistency: config.replication?.consistency,
    witnessRegion: config.replication?.witness,
    logicalId: id,
  };
}

/** Whether the replication is strongly consistent. */
export function isStrong(replication: TablesConfig["replication"]): boolean {
  return replication?.consistency === "strong";
}

/** The prefix of the names of tables without an exact name. */
export function tableNamePrefix({ tableNamePrefix, service, environment }: TablesConfig): string {
  return tableNamePrefix ?? `${service}-${environment}-`;
}

function globalIndex({ read, write, ...index }: NonNullable<TableConfig["indexes"]>[string]): GlobalIndex {
  return {
    ...index,
    ...(read === undefined ? {} : { read: capacity(read) }),
    ...(write === undefined ? {} : { write: capacity(write) }),
  };
}

function billing(billing: TableConfig["billing"]): Billing | undefined {
  if (billing === undefined) return undefined;
  if (billing === "on-demand") return Billing.onDemand();
  const { read, write, maxRead, maxWrite } = billing;
  return read === undefined || write === undefined
    ? Billing.onDemand({ maxRead, maxWrite })
    : Billing.provisioned({ read: capacity(read), write: capacity(write) });
}

function capacity(written: CapacityConfig): Capacity {
  return typeof written === "number" ? Capacity.fixed(written) : Capacity.autoscaled(written);
}

/** The encryption of a table, or of the defaults. */
export function tableEncryption(
  encryption: TableConfig["encryption"],
  config: TablesConfig,
): Encryption | undefined {
  if (encryption === undefined) return undefined;
  if (encryption === "aws-owned") return Encryption.awsOwned();
  if (encryption === "aws-managed") return Encryption.awsManaged();
  if (encryption === "customer-managed") return Encryption.customerManaged({ keyAlias: keyAlias(config) });
  const { [config.regions.primary]: keyArn, ...replicaKeyArns } = encryption.keyArns;
  return Encryption.customerManaged({ keyArn, replicaKeyArns });
}

function kinesis(written: TableConfig["kinesis"], primaryRegion: string): KinesisDestination | undefined {
  if (written === undefined) return undefined;
  const { [primaryRegion]: streamArn = "", ...replicaStreamArns } = written.streamArns;
  return { streamArn, replicaStreamArns, precision: written.precision };
}

function mapValues<In, Out>(
  values: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
