import type { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { Attribute } from "./attribute";

/** The partition key or the sort key of a global index: one attribute, or up to four in their order. */
export type KeyPart = Attribute | readonly Attribute[];

/** The attributes of a part of a key, in their order. */
export function attributesOf(part: KeyPart | undefined): readonly Attribute[] {
  if (part === undefined) return [];
  return isList(part) ? part : [part];
}

/** The first attribute of a part of a key. */
export function firstOf(part: KeyPart): Attribute {
  return attributesOf(part)[0] ?? { name: "", type: "S" };
}

interface Keys {
  readonly partitionKey: KeyPart;
  readonly sortKey?: KeyPart;
}

/** Whether a part of the key has more than one attribute. */
export function hasSeveralKeys({ partitionKey, sortKey }: Keys): boolean {
  return attributesOf(partitionKey).length > 1 || attributesOf(sortKey).length > 1;
}

/**
 * Writes the keys of indexes that have several attributes, which needs hashicorp/aws 6.29.0. The bindings of CDKTF have no
 * argument for them. Other indexes keep `hash_key` and `range_key`, so that their plan stays empty.
 */
export function writeKeySchemas(resource: DynamodbTable, indexes: Readonly<Record<string, Keys>> = {}): void {
  for (const [position, index] of Object.values(indexes).entries()) {
    if (hasSeveralKeys(index))
      resource.addOverride(`global_secondary_index.${position}.key_schema`, keySchema(index));
  }
}

function keySchema({ partitionKey, sortKey }: Keys) {
  return [
    ...attributesOf(partitionKey).map(({ name }) => ({ attribute_name: name, key_type: "HASH" })),
    ...attributesOf(sortKey).map(({ name }) => ({ attribute_name: name, key_type: "RANGE" })),
  ];
}

function isList(part: KeyPart): part is readonly Attribute[] {
  return Array.isArray(part);
}
