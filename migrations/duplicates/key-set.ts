import { digestBytes } from "./key-digest";

/** Remembers which keys have been seen, by their digests; see `keyDigest`. */
export class KeySet {
  private readonly seen = new Set<string>();

  /** Adds a key; `false` if it has been there. */
  add(digest: Uint8Array): boolean {
    const text = Buffer.from(digest).toString("latin1");
    return this.seen.size < this.seen.add(text).size;
  }

  /** Adds many, one behind the other. */
  addAll(digests: Uint8Array): void {
    for (let at = 0; at < digests.length; at += digestBytes) this.add(digests.subarray(at, at + digestBytes));
  }
}
