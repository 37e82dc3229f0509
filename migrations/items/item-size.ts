import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item";
import { numberBytes } from "./number-text";

/** An item may have 400 KB, attribute names included. */
export const maxItemBytes = 409_600;

/** Bytes of a strongly consistent read per read unit. */
export const readUnitBytes = 4096;

/** Bytes of an item as the service counts them: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) bytes += textBytes(name) + valueBytes(item[name] as AttributeValue);
  return bytes;
}

/** Write units of one write: 1 KB each, rounded up. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** Read units of one request, strongly consistent: 4 KB each, rounded up. Eventually consistent ones cost half. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / readUnitBytes));
}

export function textBytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.M !== undefined)
    return (
      3 +
      Object.entries(value.M).reduce(
        (sum, [name, member]) => sum + 1 + textBytes(name) + valueBytes(member),
        0,
      )
    );
  if (value.L !== undefined) return 3 + value.L.reduce((sum, member) => sum + 1 + valueBytes(member), 0);
  if (value.SS !== undefined) return value.SS.reduce((sum, text) => sum + textBytes(text), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, text) => sum + numberBytes(text), 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, bytes) => sum + bytes.byteLength, 0);
  return 1;
}
