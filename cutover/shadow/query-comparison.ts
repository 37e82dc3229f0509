import type { LiveEntity } from "../entity/live-entity";
import { keyText } from "../record-key";
import type { NativeQuery } from "../records";
import type { Reading } from "./record-comparison";

/** Keys written so lately that an index may not show them, in milliseconds. */
const indexLagMilliseconds = 2000;

/** Runs a query in both stores, one after the other in random order, and compares the sets of keys. */
export async function readQuery<Result>(
  random: () => number,
  entity: LiveEntity,
  { old, new: tables, keysOf }: NativeQuery<Result>,
): Promise<Reading> {
  const keys = async (query: () => Promise<Result>) => {
    const result = await query();
    return new Set(keysOf?.(result).map(keyText));
  };
  const isNewFirst = random() < 0.5;
  const early = await keys(isNewFirst ? tables : old);
  const late = await keys(isNewFirst ? old : tables);
  const [expected, present] = isNewFirst ? [late, early] : [early, late];
  const isSettled = (key: string) => !entity.recent.has(key, indexLagMilliseconds);
  const missing = [...expected].filter((key) => !present.has(key) && isSettled(key)).length;
  const extra = [...present].filter((key) => !expected.has(key) && isSettled(key)).length;
  const authority = [...expected].toSorted().join("\n");
  if (missing === 0 && extra === 0) return { authority };
  return {
    authority,
    difference: `a query of the tables lacks ${missing} and adds ${extra} of ${expected.size} keys`,
  };
}
