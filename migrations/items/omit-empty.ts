import { isRowObject, type RowObject, type RowValue } from "./row";

/**
 * Which empty values an item omits: with `true`, attributes that are an empty text, list, map, set or binary; with `deep`,
 * also such members of maps, at any depth, and maps that become empty by that. Members of lists stay, because their
 * positions identify them.
 */
export type OmitEmpty = boolean | "deep";

/** The attributes without the empty ones. @param isNullOmitted whether nulls in maps are omitted, too */
export function withoutEmpty(
  attributes: RowObject,
  omitEmpty: Exclude<OmitEmpty, false>,
  isNullOmitted: boolean,
): RowObject {
  const clean =
    omitEmpty === "deep" ? (value: RowValue) => withoutEmptyMembers(value, isNullOmitted) : asItIs;
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => {
      const cleaned = clean(value);
      return isEmpty(cleaned) ? [] : [[name, cleaned]];
    }),
  );
}

function asItIs(value: RowValue): RowValue {
  return value;
}

function withoutEmptyMembers(value: RowValue, isNullOmitted: boolean): RowValue {
  if (Array.isArray(value))
    return (value as readonly RowValue[]).map((member) => withoutEmptyMembers(member, isNullOmitted));
  if (!isRowObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const cleaned = withoutEmptyMembers(member, isNullOmitted);
      return isEmpty(cleaned) || (isNullOmitted && cleaned === null) ? [] : [[name, cleaned]];
    }),
  );
}

function isEmpty(value: RowValue): boolean {
  if (typeof value === "string") return value === "";
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Set) return value.size === 0;
  return isRowObject(value) && Object.values(value).every((member) => member === undefined);
}
