import type { Path } from "../../yaml-file";

/**
 * The settings that one layer replaces as a whole, because their parts depend on each other. Each is a path in
 * tables.yaml, in which `*` matches any name of an entry: a table may have the id `billing`.
 */
export const indivisibleSettings: readonly string[] = [
  "backend",
  ...["defaults.billing", "defaults.encryption"],
  ...["tables.*.billing", "tables.*.encryption", "tables.*.partitionKey", "tables.*.sortKey"],
  ...["tables.*.indexes.*.partitionKey", "tables.*.indexes.*.sortKey"],
  ...["tables.*.localIndexes.*.sortKey", "tables.*.restoreFrom"],
];

const patterns = indivisibleSettings.map((setting) => setting.split("."));

/** Whether a layer replaces the setting at a path as a whole. */
export function isIndivisible(path: Path): boolean {
  return patterns.some(
    (pattern) =>
      pattern.length === path.length && pattern.every((step, depth) => step === "*" || step === path[depth]),
  );
}
