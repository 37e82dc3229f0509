import { isKnown } from "../rules/known-value";
import type { DynamoTableProps } from "./dynamo-table-props";

/** The alias, without `alias/`, of the keys that are created for a table and its replicas; the same in each region. */
export function tableKeyAlias({ name, encryption }: Pick<DynamoTableProps, "name" | "encryption">): string {
  const chosen = encryption?.kind === "customer-managed" ? encryption.keyAlias : undefined;
  // An alias takes no dots, and a table's name no slashes, so no two names meet in one alias.
  return chosen ?? (isKnown(name) ? name.replaceAll(".", "/") : name);
}
