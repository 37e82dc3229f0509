/** The types that a key attribute can have: S (string), N (number), B (binary). */
export type AttributeType = "S" | "N" | "B";

/**
 * A key attribute: its name, 1 to 255 characters, and its type.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeDefinition.html
 */
export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
}

/**
 * Key attributes by type.
 *
 * @example
 * const partitionKey = Attribute.string("userId");
 * const sortKey = Attribute.number("createdAt");
 */
export const Attribute = {
  /** A string key, the most common type. */
  string: (name: string): Attribute => attribute(name, "S"),
  /** A number of up to 38 digits; sorts numerically. */
  number: (name: string): Attribute => attribute(name, "N"),
  /** Bytes; sorts as unsigned bytes. */
  binary: (name: string): Attribute => attribute(name, "B"),
};

function attribute(name: string, type: AttributeType): Attribute {
  return Object.freeze({ name, type });
}
