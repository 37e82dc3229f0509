import type { Construct } from "constructs";
import { forgetResources, unprotectResources } from "../lifecycle/forget-resources";
import { EncryptionKey } from "./encryption-key";

/**
 * Handling of a key that no table uses any more. Backups, recovery points and exports that it has encrypted can
 * be read as long as it is there. `keep`: Terraform forgets the key, and AWS keeps it (Terraform 1.7). `delete`: AWS
 * deletes the key after 30 days.
 */
export type UnusedKey = "keep" | "delete";

/** Lets go of the key that a scope may have had under an id; without this, no plan that deletes the key goes through. */
export function leaveKey(scope: Construct, id: string, unused: UnusedKey): void {
  const build = (shadow: Construct) => new EncryptionKey(shadow, id, { alias: "unused" });
  if (unused === "keep") forgetResources(scope, build);
  else unprotectResources(scope, build);
}
