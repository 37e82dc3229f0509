import type { TerraformStack } from "cdktf";
import type { Encryption } from "../constructs";
import { EncryptionKey } from "../constructs";
import { otherRegion } from "./aws-provider";
import type { TablesConfig } from "./config/tables-schema";
import { keyAlias } from "./names";

/** Whether a table's key is to be made for it. */
export function needsKey(encryption: Encryption | undefined): boolean {
  return encryption?.kind === "customer-managed" && encryption.keyArn === undefined;
}

/** The key of a stack's region that all of its tables share whose key is made for them; it costs by the key. */
export function sharedKey(stack: TerraformStack, config: TablesConfig): EncryptionKey {
  const existing = stack.node.tryFindChild("key") as EncryptionKey | undefined;
  return (
    existing ?? new EncryptionKey(stack, "key", { alias: keyAlias(config), preventDestroy: isKept(config) })
  );
}

/** The key of another region that strongly consistent tables share: their replicas are made in this stack. */
export function sharedKeyIn(region: string, stack: TerraformStack, config: TablesConfig): EncryptionKey {
  const id = `key-${region}`;
  const existing = stack.node.tryFindChild(id) as EncryptionKey | undefined;
  if (existing) return existing;
  const provider = otherRegion(stack, region, config);
  return new EncryptionKey(stack, id, { alias: keyAlias(config), preventDestroy: isKept(config), provider });
}

/** What holds the data of several tables is kept as long as any of them is. */
export function isKept({ tables }: TablesConfig): boolean {
  return Object.values(tables).some(
    ({ preventDestroy, deletionProtection }) => preventDestroy ?? deletionProtection ?? true,
  );
}
