import type { TerraformStack } from "cdktf";
import type { Encryption } from "../constructs";
import { EncryptionKey } from "../constructs";
import { otherRegion } from "./aws-provider";
import type { TablesConfig } from "./config/tables-schema";
import { entryOf } from "./map-entries";
import { keyAlias } from "./names";

/** Whether a table's key is to be made for it. */
export function needsKey(encryption: Encryption | undefined): boolean {
  return encryption?.kind === "customer-managed" && encryption.keyArn === undefined;
}

/** The shared key that a stack has, of its own region or of another one; undefined if no table uses it. */
export function keyOf(stack: TerraformStack, region?: string): EncryptionKey | undefined {
  const id = region === undefined ? "key" : `key-${region}`;
  return stack.node.tryFindChild(id) as EncryptionKey | undefined;
}

/**
 * The key of a stack's region that all of its tables share whose key is made for them; it costs by the key.
 *
 * @param region of the replicas whose key it is. @default it is the key of the tables themselves
 */
export function sharedKey(stack: TerraformStack, config: TablesConfig, region?: string): EncryptionKey {
  const preventDestroy = region === undefined ? isKept(config) : areReplicasKept(config, region);
  return keyOf(stack) ?? new EncryptionKey(stack, "key", { alias: keyAlias(config), preventDestroy });
}

/** The key of another region that strongly consistent tables share: their replicas are made in this stack. */
export function sharedKeyIn(region: string, stack: TerraformStack, config: TablesConfig): EncryptionKey {
  const existing = keyOf(stack, region);
  if (existing) return existing;
  const provider = otherRegion(stack, region, config);
  return new EncryptionKey(stack, `key-${region}`, {
    alias: keyAlias(config),
    preventDestroy: isKept(config),
    provider,
  });
}

/** What holds the data of several tables is kept as long as any of them is. */
export function isKept({ tables }: TablesConfig): boolean {
  return Object.values(tables).some(
    ({ preventDestroy, deletionProtection }) => preventDestroy ?? deletionProtection ?? true,
  );
}

/** A region's key is kept as long as any replica in it is, whatever protects the tables elsewhere. */
function areReplicasKept({ tables }: TablesConfig, region: string): boolean {
  return Object.values(tables).some((table) => {
    const own = entryOf(table.replicas ?? {}, region) ?? {};
    const ofTable = table.preventDestroy ?? table.deletionProtection ?? true;
    return own.preventDestroy ?? own.deletionProtection ?? ofTable;
  });
}
