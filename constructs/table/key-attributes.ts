import type { Attribute } from "./attribute";
import type { DynamoTableProps } from "./dynamo-table-props";

/** A key attribute and where in the props it stands. */
export interface KeyAttribute {
  readonly path: readonly string[];
  readonly attribute: Attribute;
}

type Keys = Pick<DynamoTableProps, "partitionKey" | "sortKey" | "indexes" | "localIndexes">;

/** Every key attribute of a table and its indexes, in the order of the props, repeated where it is used again. */
export function keyAttributes(props: Keys): KeyAttribute[] {
  return [
    ...keysOf([], props),
    ...Object.entries(props.indexes ?? {}).flatMap(([name, index]) => keysOf(["indexes", name], index)),
    ...Object.entries(props.localIndexes ?? {}).flatMap(([name, index]) =>
      keysOf(["localIndexes", name], index),
    ),
  ];
}

/**
 * The attributes to declare to AWS: each key attribute once and no other, since a declared attribute that
 * no key uses makes a plan that never settles.
 */
export function declaredAttributes(props: Keys): Attribute[] {
  const byName = new Map(keyAttributes(props).map(({ attribute }) => [attribute.name, attribute]));
  return [...byName.values()];
}

function keysOf(
  path: readonly string[],
  keys: { readonly partitionKey?: Attribute; readonly sortKey?: Attribute },
): KeyAttribute[] {
  return [
    ...(keys.partitionKey ? [{ path: [...path, "partitionKey"], attribute: keys.partitionKey }] : []),
    ...(keys.sortKey ? [{ path: [...path, "sortKey"], attribute: keys.sortKey }] : []),
  ];
}
