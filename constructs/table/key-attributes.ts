import type { Attribute } from "./attribute";
import type { DynamoTableProps } from "./dynamo-table-props";
import { inlineIndexes } from "./inline-indexes";
import { attributesOf, type KeyPart } from "./index-keys";

/** A key attribute and where in the props it stands. */
export interface KeyAttribute {
  readonly path: readonly (string | number)[];
  readonly attribute: Attribute;
}

type Keys = Pick<DynamoTableProps, "partitionKey" | "sortKey" | "indexes" | "localIndexes">;

/** Every key attribute of a table and its indexes, in the order of the props, repeated where it is used again. */
export function keyAttributes(props: Keys): KeyAttribute[] {
  const { indexes = {}, localIndexes = {} } = props;
  const found = keysOf([], props);
  for (const [name, index] of Object.entries(indexes)) found.push(...keysOf(["indexes", name], index));
  for (const [name, index] of Object.entries(localIndexes))
    found.push(...keysOf(["localIndexes", name], index));
  return found;
}

/**
 * The attributes to declare to AWS: each key attribute once and no other, since a declared attribute that
 * no key uses makes a plan that never settles. Those of an index that is a resource of its own are declared there.
 */
export function declaredAttributes(props: Keys & Pick<DynamoTableProps, "indexResources">): Attribute[] {
  const declared = keyAttributes({ ...props, indexes: inlineIndexes(props) });
  const byName = new Map(declared.map(({ attribute }) => [attribute.name, attribute]));
  return [...byName.values()];
}

function keysOf(
  path: readonly string[],
  keys: { readonly partitionKey?: KeyPart; readonly sortKey?: KeyPart },
): KeyAttribute[] {
  const found: KeyAttribute[] = [];
  for (const key of ["partitionKey", "sortKey"] as const) {
    const part = keys[key];
    for (const [position, attribute] of attributesOf(part).entries())
      found.push({ path: [...path, key, ...(Array.isArray(part) ? [position] : [])], attribute });
  }
  return found;
}
