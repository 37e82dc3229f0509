import { hash } from "node:crypto";
import { canonicalItem } from "./canonical-item";
import type { Item } from "./item";
import { canonicalText } from "./item-text";

/** Characters of the digests of earlier versions: hexadecimal, of another text. */
const earlierLength = 64;

/** SHA-256 of an item's canonical text, in base64url: equal exactly when two items hold the same. */
export function itemDigest(item: Item): string {
  return textDigest(canonicalText(item));
}

/** The digest of an item whose canonical text is known; see `EncodedItem`. */
export function textDigest(canonical: string): string {
  return hash("sha256", canonical, "base64url");
}

/** Whether a digest, perhaps one that an earlier version journaled, is that of an item. */
export function isDigestOf(digest: string, item: Item): boolean {
  return (
    digest === (digest.length === earlierLength ? hash("sha256", canonicalItem(item)) : itemDigest(item))
  );
}
