import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item in DynamoDB's types. Numbers are text, so that no digit is lost. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** The types that a key can have. */
export type KeyType = "S" | "N" | "B";

/** The service's letter for the type of an attribute value: `S`, `N`, `M`, … */
export function attributeType(value: AttributeValue): string {
  return Object.keys(value)[0] ?? "nothing";
}
