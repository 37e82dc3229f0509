import type { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import {
  type DynamoTableProps,
  forgetResources,
  RetiredReplica,
  RetiredTable,
  StrongReplica,
} from "../constructs";
import { leaveKey, constructId } from "../constructs/internal";
import { otherRegion } from "./aws-provider";
import { replicaSettings } from "./config/sections/tables/replica-settings";
import { isStrong, tableProps } from "./config/sections/tables/props";
import type { TableConfig, TablesConfig } from "./config/tables-schema";
import { keyOf, needsKey } from "./shared-key";

/** Makes Terraform forget the retired tables, in their primary region. */
export function forgetTables(stack: TerraformStack, scope: Construct, config: TablesConfig): void {
  for (const [id, table] of Object.entries(config.retired ?? {})) {
    new RetiredTable(scope, constructId(id), withoutKey(config, id, table));
  }
  leaveUnusedKeys(stack, config);
}

/** Makes Terraform forget the replicas of the retired tables, in one region. */
export function forgetReplicas(
  stack: TerraformStack,
  scope: Construct,
  config: TablesConfig,
  region: string,
): void {
  for (const [id, retired] of Object.entries(config.retired ?? {})) {
    const table = withoutKey(config, id, retired);
    if (isStrong(config.replication)) {
      forgetResources(scope, (shadow) => new StrongReplica(shadow, constructId(id), { table, region }));
    } else {
      const settings = replicaSettings(retired, region);
      const { primary: primaryRegion } = config.regions;
      new RetiredReplica(scope, constructId(id), {
        table,
        primaryRegion,
        region,
        logicalId: id,
        ...settings,
      });
    }
  }
  leaveUnusedKeys(stack, config);
}

/** A shared key is not forgotten with a table. */
function withoutKey(config: TablesConfig, id: string, table: TableConfig): DynamoTableProps {
  const props = tableProps(config, id, table);
  return needsKey(props.encryption) ? { ...props, encryption: undefined } : props;
}

/** The key of a retired table is kept, even if no other table uses it. */
function leaveUnusedKeys(stack: TerraformStack, config: TablesConfig): void {
  const isNeeded = Object.entries(config.retired ?? {}).some(([id, table]) =>
    needsKey(tableProps(config, id, table).encryption),
  );
  const unused = isNeeded ? "keep" : config.unusedKeys;
  if (unused === undefined) return;
  if (keyOf(stack) === undefined) leaveKey(stack, "key", unused);
  if (!isStrong(config.replication)) return;
  for (const region of config.regions.replicas) {
    if (keyOf(stack, region) !== undefined) continue;
    // Terraform needs the provider of a resource to destroy or forget it.
    otherRegion(stack, region, config);
    leaveKey(stack, `key-${region}`, unused);
  }
}
