import type { NewStore, OldStore } from "../stores/store";
import { type Admission, assertValid } from "./admission";

/** The stores of an entity as `converge` writes them for one admission. */
export interface GuardedStores {
  readonly old: OldStore;
  readonly new: NewStore;
  /** Whether a write ended without a response: it may still be carried out. */
  readonly isUncertain: boolean;
}

/** Asks before each write whether the process may still write, and remembers writes whose outcome is unknown. */
export function guardedStores(admission: Admission): GuardedStores {
  const { entity } = admission;
  const { old, new: tables } = entity.settings;
  const state = { isUncertain: false };
  const guarded = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    assertValid(admission);
    try {
      return await write();
    } catch (error) {
      if (!entity.isRefusal(error)) state.isUncertain = true;
      throw error;
    }
  };
  return {
    old: {
      read: (key) => old.read(key),
      write: (key, row) => guarded(() => old.write(key, row)),
      delete: (key) => guarded(() => old.delete(key)),
    },
    new: {
      read: (key) => tables.read(key),
      apply: async (key, items, epoch) => {
        const applied = await guarded(() => tables.apply(key, items, epoch));
        if (applied === "applied-again") state.isUncertain = true;
        return applied;
      },
    },
    get isUncertain() {
      return state.isUncertain;
    },
  };
}
