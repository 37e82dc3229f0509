import { canonicalItem, canonicalValue } from "../../migrations/items/canonical-item";
import type { Item } from "../../migrations/items/item";

/** How the items of a record differ between what the old store maps to and the tables. */
export interface RecordDifference {
  /** Names of the attributes whose values differ. */
  readonly attributes: readonly string[];
  readonly missing: readonly Item[];
  readonly extra: readonly Item[];
}

/** Items that have not expired. The service deletes expired ones some time later, from either reading's point of view. */
export function unexpired(
  items: readonly Item[],
  timeToLive: string | undefined,
  now: Date,
): readonly Item[] {
  if (timeToLive === undefined) return items;
  const seconds = now.getTime() / 1000;
  return items.filter((item) => {
    const value = Object.hasOwn(item, timeToLive) ? item[timeToLive]?.N : undefined;
    return value === undefined || Number(value) > seconds;
  });
}

/** The difference between the items expected and those present; `undefined` if they are equal. */
export function differenceOf(
  expected: readonly Item[],
  present: readonly Item[],
): RecordDifference | undefined {
  const missing = without(expected, present);
  const extra = without(present, expected);
  if (missing.length === 0 && extra.length === 0) return undefined;
  return { attributes: attributesThatDiffer(missing, extra), missing, extra };
}

function without(items: readonly Item[], others: readonly Item[]): readonly Item[] {
  const texts = new Set(others.map(canonicalItem));
  return items.filter((item) => !texts.has(canonicalItem(item)));
}

function attributesThatDiffer(missing: readonly Item[], extra: readonly Item[]): readonly string[] {
  const names = new Set([...missing, ...extra].flatMap((item) => Object.keys(item)));
  return [...names].filter((name) => valuesOf(missing, name) !== valuesOf(extra, name)).toSorted();
}

function valuesOf(items: readonly Item[], name: string): string {
  const values = items.flatMap((item) => {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    return value ? [canonicalValue(value)] : [];
  });
  return values.toSorted().join("\n");
}

/** For people: `text, views differ; 1 item missing in the tables`. Names only, unless values are asked for. */
export function differenceText(
  { attributes, missing, extra }: RecordDifference,
  showsValues: boolean,
): string {
  const surplus = missing.length - extra.length;
  const parts = [
    ...(attributes.length > 0
      ? [`${attributes.join(", ")} ${attributes.length === 1 ? "differs" : "differ"}`]
      : []),
    ...(surplus > 0 ? [`${surplus} ${surplus === 1 ? "item" : "items"} missing in the tables`] : []),
    ...(surplus < 0 ? [`${-surplus} extra ${surplus === -1 ? "item" : "items"} in the tables`] : []),
    ...(showsValues
      ? [`expected ${missing.map(canonicalItem).join(" ")}, got ${extra.map(canonicalItem).join(" ")}`]
      : []),
  ];
  return parts.join("; ");
}
