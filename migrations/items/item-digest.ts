import { hash } from "node:crypto";
import { canonicalItem } from "./canonical-item";
import type { Item } from "./item";

/** SHA-256 of an item's canonical text: equal exactly when two items hold the same. */
export function itemDigest(item: Item): string {
  return hash("sha256", canonicalItem(item));
}
