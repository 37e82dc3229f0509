import type { OffloadedObject } from "../mapping/oversize/offload";

/** Where attributes go that are too large for an item. */
export interface ObjectStore {
  /**
   * Keeps an object; one of that key that is there already has the same content, for its digest is in the key.
   * @throws UnreachableError where it cannot be kept
   */
  put(object: OffloadedObject): Promise<void>;
}
