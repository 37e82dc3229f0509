import type { NewStore, OldStore } from "../stores/store";
import { isStoreRefusal } from "./refusal";

/** The stores of an entity as `converge` writes them. */
export interface WatchedStores {
  readonly old: OldStore;
  readonly new: NewStore;
  /** Whether a write ended without a response: it may still be carried out. */
  readonly isUncertain: boolean;
}

/**
 * Asks before each write whether it is allowed, and remembers writes whose outcome is unknown.
 *
 * @param assertAllowed throws if nothing may be written
 * @param isRefusal whether an error proves that a write was not carried out
 */
export function watchedStores(
  { old, new: tables }: { readonly old: OldStore; readonly new: NewStore },
  assertAllowed: () => void,
  isRefusal: (error: unknown) => boolean = isStoreRefusal,
): WatchedStores {
  const state = { isUncertain: false };
  const watched = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    assertAllowed();
    try {
      return await write();
    } catch (error) {
      if (!isRefusal(error)) state.isUncertain = true;
      throw error;
    }
  };
  return {
    old: {
      read: (key) => old.read(key),
      write: (key, row) => watched(() => old.write(key, row)),
      delete: (key) => watched(() => old.delete(key)),
    },
    new: {
      read: (key) => tables.read(key),
      apply: async (key, items, epoch) => {
        const applied = await watched(() => tables.apply(key, items, epoch, assertAllowed));
        if (applied === "applied-again") state.isUncertain = true;
        return applied;
      },
    },
    get isUncertain() {
      return state.isUncertain;
    },
  };
}
