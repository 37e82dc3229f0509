import { createHash } from "node:crypto";
import { plainNumber } from "../../items/number-text";
import { Decimal, type RowValue } from "../../items/row";
import { bytesOf, type CelFunction, isNumber, refuse } from "./cel-function";
import { epochMilliseconds } from "./time-functions";

/** Identifiers that are the same in every run, since they are made of their arguments only. */
export const identifierFunctions: readonly CelFunction[] = [
  { name: "uuid5", takes: ["name", "namespace"], call: uuid5 },
  { name: "ulid", takes: ["date", "value"], call: ulid },
];

/** The namespaces of RFC 9562, appendix A. */
const namespaces: ReadonlyMap<string, string> = new Map([
  ["dns", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
  ["url", "6ba7b811-9dad-11d1-80b4-00c04fd430c8"],
  ["oid", "6ba7b812-9dad-11d1-80b4-00c04fd430c8"],
  ["x500", "6ba7b814-9dad-11d1-80b4-00c04fd430c8"],
]);
const uuidForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A UUID of version 5 (RFC 9562): from the SHA-1 of a namespace and a name. */
function uuid5(name: RowValue, namespace: RowValue): string {
  const digest = createHash("sha1")
    .update(namespaceBytes(namespace))
    .update(valueBytes("uuid5", name))
    .digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return digest.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function namespaceBytes(namespace: RowValue): Buffer {
  const text = typeof namespace === "string" ? (namespaces.get(namespace) ?? namespace) : "";
  if (!uuidForm.test(text)) refuse("uuid5() takes the namespace dns, url, oid, x500 or a UUID", namespace);
  return Buffer.from(text.replaceAll("-", ""), "hex");
}

/** Crockford's base 32, which has neither I, L, O nor U. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** A ULID's time has 48 bits. */
const maxMilliseconds = 2 ** 48 - 1;
const randomBytes = 10;

/** A ULID whose 80 random bits are the first ones of the SHA-256 of a value: it sorts by time and is the same in every run. */
function ulid(date: RowValue, value: RowValue): string {
  const milliseconds = epochMilliseconds("ulid", date);
  if (milliseconds < 0 || milliseconds > maxMilliseconds)
    refuse("ulid() takes a date from 1970 to the year 10889", date);
  const digest = createHash("sha256").update(valueBytes("ulid", value)).digest();
  const bits = (BigInt(milliseconds) << 80n) | BigInt(`0x${digest.toString("hex", 0, randomBytes)}`);
  return Array.from(
    { length: 26 },
    (_, index) => alphabet[Number((bits >> BigInt(5 * (25 - index))) & 31n)],
  ).join("");
}

/** Numbers as the text that they have inside text. */
function valueBytes(name: string, value: RowValue): Uint8Array {
  if (value instanceof Decimal) return bytesOf(name, value.text);
  return bytesOf(name, isNumber(value) ? plainNumber(String(value)) : value);
}
