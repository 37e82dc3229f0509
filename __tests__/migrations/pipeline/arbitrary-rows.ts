import fc from "fast-check";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { Ending } from "../../../migrations/pipeline/read/tally";
import { marshal } from "../../../migrations/items/marshal";
import type { RowObject, RowValue } from "../../../migrations/items/row";
import type { Meeting } from "../dynamodb/writer/scripted-wire";

/** Rows as good and as bad as they come: few different ids, some of them missing or of the wrong type. */
export const row: fc.Arbitrary<RowValue> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ id: ids(), hidden: fc.boolean(), n: fc.integer() }) },
  { weight: 1, arbitrary: fc.record({ id: ids(), n: fc.integer() }) },
  { weight: 1, arbitrary: fc.record({ hidden: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ id: fc.integer(), hidden: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constantFrom<RowValue>(null, "text", 5n) },
);

function ids(): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom("", "a", "b"), fc.uuid());
}

export const rows = fc.array(row, { maxLength: 40 });

/** Answers of the service that a run survives. */
export const meetings = fc.array(
  fc.constantFrom<Meeting>("take", "take-one", "leave-all", "throttled", "transient", "lost-answer"),
  { maxLength: 40 },
);

/** What has to become of the users' rows, worked out the plain way. */
export function endingsOf(all: readonly RowValue[]): Ending[] {
  const seen = new Set<string>();
  return all.map((value): Ending => {
    if (typeof value !== "object" || value === null) return "not-an-object";
    const { id, hidden } = value as RowObject;
    if (hidden === undefined) return "expression-failed";
    if (hidden === true) return "skipped";
    if (id === undefined) return "missing-key";
    if (typeof id !== "string") return "wrong-key-type";
    if (id === "") return "empty-key";
    return seen.size < seen.add(id).size ? "written" : "duplicate-key";
  });
}

/** The items that the users' rows have to become, in canonical form. */
export function itemsOf(all: readonly RowValue[]): string[] {
  const endings = endingsOf(all);
  return all
    .filter((_, index) => endings[index] === "written")
    .map((value) => canonicalItem(marshal(value as RowObject)))
    .toSorted();
}
