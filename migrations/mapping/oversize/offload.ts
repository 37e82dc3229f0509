import { hash } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";
import { canonicalNumber, plainNumber } from "../../items/number-text";
import { contentOf, marked, type Original } from "./compress";
import { markerOf, type OffloadRules } from "./oversize-rules";

/** An attribute of an item as an object in S3. */
export interface OffloadedObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  /** `gzip` if the body is gzip-compressed, so that browsers decompress it. */
  readonly contentEncoding?: "gzip";
}

/** Where an item belongs. */
export interface ItemLocation {
  /** The table's name. */
  readonly table: string;
  /** Its key's attributes, partition key first. */
  readonly keyNames: readonly string[];
}

/** The longest key of an object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKeyBytes = 1024;

/** The item with a pointer instead of an attribute, and the object that it points to; `undefined` if the attribute is neither text nor binary. */
export function offloadAttribute(
  item: Item,
  name: string,
  place: ItemLocation,
  { bucket, prefix }: OffloadRules,
): { readonly item: Item; readonly object: OffloadedObject } | undefined {
  const content = contentOf(item[name]);
  if (!content) return undefined;
  const packedAs = item[markerOf(name)]?.S;
  const isPacked = packedAs?.endsWith("+gzip") === true && content.original === "binary";
  const sha256 = hash("sha256", content.bytes);
  const key = objectKey(item, name, sha256, place, prefix);
  const pointer: AttributeValue = {
    M: {
      bucket: { S: bucket },
      key: { S: key },
      bytes: { N: String(content.bytes.byteLength) },
      sha256: { S: sha256 },
    },
  };
  const original: Original = isPacked && packedAs.startsWith("text") ? "text" : content.original;
  const encoding = isPacked ? `${packedAs}+s3` : `${content.original}+s3`;
  return {
    item: marked({ ...item, [name]: pointer }, name, encoding, isPacked),
    object: {
      ...{ bucket, key, body: content.bytes },
      contentType: original === "text" ? "text/plain; charset=utf-8" : "application/octet-stream",
      ...(isPacked && { contentEncoding: "gzip" as const }),
    },
  };
}

/** `<prefix><table>/<partition key>/<sort key>/<attribute>-<digest>`: other content is another object, and none is ever overwritten. */
function objectKey(item: Item, name: string, sha256: string, place: ItemLocation, prefix: string): string {
  const parts = place.keyNames.map((one) => encodeURIComponent(keyPart(item[one])));
  const key = (of: readonly string[]): string =>
    `${prefix}${[place.table, ...of, `${encodeURIComponent(wellFormed(name))}-${sha256}`].join("/")}`;
  const whole = key(parts);
  return Buffer.byteLength(whole) <= maxKeyBytes
    ? whole
    : key([hash("sha256", keyText(item, place.keyNames))]);
}

function keyPart(value: AttributeValue | undefined): string {
  if (value?.S !== undefined) return wellFormed(value.S);
  if (value?.N !== undefined) return plainNumber(canonicalNumber(value.N) ?? value.N);
  return Buffer.from(value?.B ?? []).toString("base64url");
}

/** A lone surrogate, which DynamoDB accepts and a URL does not, becomes U+FFFD. */
function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
