import { mapMembers } from "./map-members";
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
  return mapMembers(attributes, (value) => {
    const cleaned = omitEmpty === "deep" ? withoutEmptyMembers(value, isNullOmitted) : value;
    return isEmpty(cleaned) ? undefined : cleaned;
  });
}

function withoutEmptyMembers(value: RowValue, isNullOmitted: boolean): RowValue {
  if (Array.isArray(value))
    return (value as readonly RowValue[]).map((member) => withoutEmptyMembers(member, isNullOmitted));
  if (!isRowObject(value)) return value;
  return mapMembers(value, (member) => {
    const cleaned = withoutEmptyMembers(member, isNullOmitted);
    return isEmpty(cleaned) || (isNullOmitted && cleaned === null) ? undefined : cleaned;
  });
}

function isEmpty(value: RowValue): boolean {
  if (typeof value === "string") return value === "";
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Set) return value.size === 0;
  return isRowObject(value) && Object.values(value).every((member) => member === undefined);
}
