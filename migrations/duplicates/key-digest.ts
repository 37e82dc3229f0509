import { hash } from "node:crypto";

/** Bytes of a digest. That any two of a billion different keys share one has a chance of about 10⁻¹¹. */
export const digestBytes = 12;

/** A short digest that stands for a key; see `keyText`. */
export function keyDigest(key: string): Buffer {
  return hash("sha256", key, "buffer").subarray(0, digestBytes);
}
