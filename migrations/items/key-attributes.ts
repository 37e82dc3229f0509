/** The key of a table, or of an index, which may have several attributes in each part. */
export interface Keys<Attribute> {
  readonly partitionKey: Attribute;
  readonly sortKey?: Attribute | null | undefined;
  readonly partitionKeys?: readonly Attribute[] | null | undefined;
  readonly sortKeys?: readonly Attribute[] | null | undefined;
}

/** The attributes of the partition key, in their order. */
export function partitionKeysOf<Attribute>(keys: Keys<Attribute>): readonly Attribute[] {
  return keys.partitionKeys ?? [keys.partitionKey];
}

/** The attributes of the sort key, in their order; none without a sort key. */
export function sortKeysOf<Attribute>({ sortKey, sortKeys }: Keys<Attribute>): readonly Attribute[] {
  return sortKeys ?? (sortKey ? [sortKey] : []);
}

/** The key attributes of a table or an index: partition key first. */
export function keyAttributes<Attribute>(keys: Keys<Attribute>): Attribute[] {
  return [...partitionKeysOf(keys), ...sortKeysOf(keys)];
}

/** A key for people: `postId:S, threadId:S`; with several attributes in a part, `tenantId:S + region:S, createdAt:N`. */
export function keySchemaText(keys: Keys<{ readonly name: string; readonly type: string }>): string {
  return [partitionKeysOf(keys), sortKeysOf(keys)]
    .filter((part) => part.length > 0)
    .map((part) => part.map(({ name, type }) => `${name}:${type}`).join(" + "))
    .join(", ");
}
