import type { TerraformStack } from "cdktf";
import type { Encryption } from "../constructs";
import { EncryptionKey } from "../constructs";
import { otherRegion } from "./aws-provider";
import type { TablesConfig } from "./config/tables-schema";
import { entryOf } from "./map-entries";
import { keyAlias } from "./names";

/** Whether a new key is created for a table. */
export function needsKey(encryption: Encryption | undefined): boolean {
  return encryption?.kind === "customer-managed" && encryption.keyArn === undefined;
}

/** The shared key of a stack, of its own region or of another one; undefined if no table uses it. */
export function keyOf(stack: TerraformStack, region?: string): EncryptionKey | undefined {
  const id = region === undefined ? "key" : `key-${region}`;
  return stack.node.tryFindChild(id) as EncryptionKey | undefined;
}

/**
 * The customer-managed KMS key of a stack's region. Its tables share it, because each key is charged for.
 *
 * @param region the region of the replicas that use the key. @default the key is used by the tables themselves
 */
export function sharedKey(stack: TerraformStack, config: TablesConfig, region?: string): EncryptionKey {
  const preventDestroy =
    region === undefined ? isKept(config.tables) : areReplicasKept(config.tables, region);
  return keyOf(stack) ?? new EncryptionKey(stack, "key", { alias: keyAlias(config), preventDestroy });
}

/** The shared key of another region, for replicas of strongly consistent tables, which are created in this stack. */
export function sharedKeyIn(region: string, stack: TerraformStack, config: TablesConfig): EncryptionKey {
  const existing = keyOf(stack, region);
  if (existing) return existing;
  const provider = otherRegion(stack, region, config);
  return new EncryptionKey(stack, `key-${region}`, {
    alias: keyAlias(config),
    preventDestroy: isKept(config.tables),
    provider,
  });
}

/** Whether any table is protected. Resources with data of several tables are protected then. */
export function isKept(tables: TablesConfig["tables"]): boolean {
  return Object.values(tables).some(
    ({ preventDestroy, deletionProtection }) => preventDestroy ?? deletionProtection ?? true,
  );
}

/** Whether any replica in a region is protected. */
function areReplicasKept(tables: TablesConfig["tables"], region: string): boolean {
  return Object.values(tables).some((table) => {
    const own = entryOf(table.replicas ?? {}, region) ?? {};
    const ofTable = table.preventDestroy ?? table.deletionProtection ?? true;
    return own.preventDestroy ?? own.deletionProtection ?? ofTable;
  });
}
