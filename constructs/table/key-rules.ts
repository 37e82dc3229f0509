import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { Attribute } from "./attribute";
import type { DynamoTableProps } from "./dynamo-table-props";
import { type KeyAttribute, keyAttributes } from "./key-attributes";

/** The rules of key attributes, over the table and all of its indexes. */
export function keyViolations(props: DynamoTableProps): Violation[] {
  const keys = keyAttributes(props);
  return [
    ...keys.flatMap(attributeNameViolations),
    ...attributeTypeViolations(keys),
    ...distinctKeyViolations([], props),
    ...Object.entries(props.indexes ?? {}).flatMap(([name, index]) =>
      distinctKeyViolations(["indexes", name], index),
    ),
    ...Object.entries(props.localIndexes ?? {}).flatMap(([name, index]) =>
      distinctKeyViolations(["localIndexes", name], {
        partitionKey: props.partitionKey,
        sortKey: index.sortKey,
      }),
    ),
  ];
}

function attributeNameViolations({ path, attribute: { name } }: KeyAttribute): Violation[] {
  return violationIf(
    isKnown(name) && (name.length < 1 || name.length > 255),
    "attribute-name",
    path,
    `an attribute name must have 1 to 255 characters, got ${name.length}`,
  );
}

function attributeTypeViolations(keys: readonly KeyAttribute[]): Violation[] {
  const first = new Map<string, KeyAttribute>();
  return keys.flatMap((key) => {
    const before = first.get(key.attribute.name);
    if (!before) first.set(key.attribute.name, key);
    return violationIf(
      before !== undefined && before.attribute.type !== key.attribute.type,
      "attribute-type",
      key.path,
      `attribute "${key.attribute.name}" must have one type in all keys, got ${key.attribute.type} here and ${before?.attribute.type} in ${before?.path.join(".")}`,
    );
  });
}

function distinctKeyViolations(
  path: readonly string[],
  { partitionKey, sortKey }: { readonly partitionKey: Attribute; readonly sortKey?: Attribute },
): Violation[] {
  return violationIf(
    isKnown(partitionKey.name) && partitionKey.name === sortKey?.name,
    "key-distinct",
    [...path, "sortKey"],
    `the sort key must be another attribute than the partition key, got "${partitionKey.name}" for both`,
  );
}
