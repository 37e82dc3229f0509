import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { checkName, checkText } from "./attribute-text";
import type { Item } from "./item";
import { mapMembers } from "./map-members";
import { canonicalNumber, isStorableNumber, numberRefusal } from "./number-text";
import { reject, shown } from "./rejection";
import { Decimal, isRowObject, type RowObject, type RowValue, typeName } from "./row";

/** Lists and maps around a value; the service refuses the 32nd level: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const maxDepth = 31;

type SetMember = string | number | bigint | Decimal | Uint8Array;

/**
 * Members that an item omits besides those that are `undefined`: with `true`, attributes that are null or an empty set; with
 * `deep`, also such members of maps, at any depth. Members of lists stay, because their positions identify them.
 */
export type OmitNull = boolean | "deep";

/**
 * Turns a row into an item: every value gets the service's type and keeps every digit. Dates become ISO 8601
 * strings, `undefined` leaves the attribute out.
 */
export function marshal(row: RowObject, omitNull: OmitNull = false): Item {
  const isDeep = omitNull === "deep";
  return mapMembers(row, (value, name) => {
    if (value === undefined || (omitNull && holdsNothing(value))) return undefined;
    checkName(name, "");
    return marshalValue(value, name, 0, isDeep);
  });
}

/** DynamoDB has no empty set; an empty set is treated like null. */
function holdsNothing(value: RowValue): boolean {
  return value === null || (value instanceof Set && value.size === 0);
}

function marshalValue(value: RowValue, path: string, depth: number, isDeep: boolean): AttributeValue {
  switch (typeof value) {
    case "string":
      checkText(value, path);
      return { S: value };
    case "boolean":
      return { BOOL: value };
    case "number":
      return { N: isStorableNumber(value) ? String(value) : numberText(String(value), path) };
    case "bigint":
      return { N: numberText(String(value), path) };
    default:
      return value === null || value === undefined
        ? { NULL: true }
        : marshalObject(value, path, depth, isDeep);
  }
}

function marshalObject(
  value: Exclude<RowValue, undefined | null | boolean | string | number | bigint>,
  path: string,
  depth: number,
  isDeep: boolean,
): AttributeValue {
  if (value instanceof Decimal) return { N: numberText(value.text, path) };
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Date) return { S: dateText(value, path) };
  if (value instanceof Set) return marshalSet([...(value as ReadonlySet<SetMember>)], path);
  if (depth >= maxDepth)
    reject("too-deep", `${firstStep(path)} is nested more than 32 levels deep, which DynamoDB refuses`);
  if (Array.isArray(value)) {
    return {
      L: (value as readonly RowValue[]).map((member, index) =>
        marshalValue(member, `${path}[${index}]`, depth + 1, isDeep),
      ),
    };
  }
  if (!isRowObject(value) || Object.prototype.toString.call(value) !== "[object Object]")
    return reject("unsupported-value", `${path} has a type that no attribute can have`);
  return {
    M: mapMembers(value, (member, name) => {
      if (member === undefined || (isDeep && holdsNothing(member))) return undefined;
      checkName(name, path);
      return marshalValue(member, `${path}.${name}`, depth + 1, isDeep);
    }),
  };
}

function numberText(text: string, path: string): string {
  const refusal = numberRefusal(text);
  if (refusal)
    reject(
      refusal.code,
      `${path}: ${refusal.message}`,
      `${firstStep(path)}: holds a number that DynamoDB cannot store`,
    );
  return text;
}

function dateText(date: Date, path: string): string {
  if (Number.isNaN(date.getTime())) reject("unsupported-value", `${path} is not a valid date`);
  return date.toISOString();
}

function marshalSet(members: readonly SetMember[], path: string): AttributeValue {
  const first = members[0];
  if (first === undefined)
    return reject("empty-set", `${path} is an empty set, which DynamoDB refuses; omitNull: true omits it`);
  const type = typeName(first);
  const odd = members.find((member) => typeName(member) !== type);
  if (odd !== undefined)
    reject(
      "mixed-set",
      `${path} is a set of ${type}s, but holds the ${typeName(odd)} ${shown(odd)}`,
      `${firstStep(path)} is a set of ${type}s, but holds a ${typeName(odd)}`,
    );
  if (type === "string") {
    for (const member of members) checkText(member as string, path);
    return { SS: members as string[] };
  }
  if (type === "binary") {
    const binaries = members as Uint8Array[];
    checkDistinct(
      binaries.map((bytes) => Buffer.from(bytes).toString("base64")),
      path,
    );
    return { BS: binaries };
  }
  const numbers = members.map((member) => numberText(String(member), path));
  checkDistinct(numbers.map(canonicalNumber), path, numbers);
  return { NS: numbers };
}

/** A JavaScript set distinguishes `1` from `1.0`, and two copies of the same bytes; DynamoDB does not. */
function checkDistinct(forms: readonly unknown[], path: string, members = forms): void {
  if (new Set(forms).size === forms.length) return;
  const what = "is a set that holds one value twice";
  reject("duplicate-in-set", `${path} ${what}: ${members.join(", ")}`, `${firstStep(path)} ${what}`);
}

function firstStep(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}
