import { type Admission, assertValid } from "./admission";
import { watchedStores, type WatchedStores } from "./watched-stores";

/** Asks before each write whether the process may still write, and remembers writes whose outcome is unknown. */
export function guardedStores(admission: Admission): WatchedStores {
  const { entity } = admission;
  return watchedStores(
    entity.settings,
    () => {
      assertValid(admission);
    },
    (error) => entity.isRefusal(error),
  );
}
