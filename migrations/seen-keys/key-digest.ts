import { hash } from "node:crypto";

/** Bytes of a digest. That any two of a billion different keys share one has a chance of about 10⁻¹¹. */
export const digestBytes = 12;

/** A short digest that stands for a key, see `keyText`: 16 characters of base64url. */
export function keyDigest(key: string): string {
  return hash("sha256", key, "base64url").slice(0, (digestBytes / 3) * 4);
}
