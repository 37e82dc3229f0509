import { reject, shown } from "../items/rejection";
import { Decimal, type RowValue, typeName } from "../items/row";
import { exactSum } from "./functions/decimal-sum";

type Amount = number | bigint | Decimal;
type Member = Amount | string | Uint8Array;

/**
 * The value of an attribute to which something is added, as by ADD of DynamoDB: a number to a number, or a list of
 * members to a set. An attribute that does not exist counts as 0, or as an empty set.
 */
export function addTo(present: RowValue, added: RowValue, name: string): RowValue {
  if (isAmount(added)) {
    const sum = present ?? 0;
    return isAmount(sum) ? exactSum([sum, added]) : refuse(name, "a number", "a number", present);
  }
  const members: unknown = added instanceof Set ? [...added] : added;
  if (!Array.isArray(members))
    return reject(
      "mapping-failed",
      `add: ${name} needs a number or a list, got ${typeName(added)} ${shown(added)}`,
    );
  const set = present ?? new Set<Member>();
  if (!(set instanceof Set)) return refuse(name, "members", "a set", present);
  return new Set(distinct([...(set as ReadonlySet<Member>), ...(members as Member[])]));
}

function isAmount(value: RowValue): value is Amount {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Decimal;
}

/** A JavaScript set keeps two equal binaries, and two decimals. */
function distinct(members: readonly Member[]): Member[] {
  return [...new Map(members.map((member) => [identityOf(member), member])).values()];
}

function identityOf(member: Member): string {
  if (typeof member === "string") return `S ${member}`;
  if (member instanceof Uint8Array) return `B ${Buffer.from(member).toString("base64")}`;
  return `N ${String(exactSum([member]))}`;
}

function refuse(name: string, what: string, wanted: string, present: RowValue): never {
  return reject(
    "mapping-failed",
    `add: ${name} must be ${wanted} for ${what} to be added, got ${typeName(present)} ${shown(present)}`,
  );
}
