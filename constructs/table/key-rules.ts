import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { DynamoTableProps } from "./dynamo-table-props";
import { attributesOf, firstOf, hasSeveralKeys, type KeyPart } from "./index-keys";
import { type KeyAttribute, keyAttributes } from "./key-attributes";

/** The rules of key attributes, over the table and all of its indexes. */
export function keyViolations(props: DynamoTableProps): Violation[] {
  const keys = keyAttributes(props);
  return [
    ...keys.flatMap(attributeNameViolations),
    ...attributeTypeViolations(keys),
    ...distinctKeyViolations([], props),
    ...Object.entries(props.indexes ?? {}).flatMap(([name, index]) => [
      ...keyCountViolations(["indexes", name], index),
      ...distinctKeyViolations(["indexes", name], index),
    ]),
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

interface Keys {
  readonly partitionKey: KeyPart;
  readonly sortKey?: KeyPart;
}

function distinctKeyViolations(path: readonly string[], keys: Keys): Violation[] {
  if (hasSeveralKeys(keys)) return repeatedKeyViolations(path, keys);
  const partitionKey = firstOf(keys.partitionKey).name;
  return violationIf(
    isKnown(partitionKey) && keys.sortKey !== undefined && partitionKey === firstOf(keys.sortKey).name,
    "key-distinct",
    [...path, "sortKey"],
    `the sort key must be another attribute than the partition key, got "${partitionKey}" for both`,
  );
}

function repeatedKeyViolations(path: readonly string[], { partitionKey, sortKey }: Keys): Violation[] {
  const names = [...attributesOf(partitionKey), ...attributesOf(sortKey)].map(({ name }) => name);
  const repeated = names.find((name, position) => isKnown(name) && names.indexOf(name) !== position);
  const message = `the key must name each attribute once, got "${repeated}" twice`;
  return violationIf(repeated !== undefined, "key-distinct", path, message);
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html */
const maxKeyAttributes = 4;

function keyCountViolations(path: readonly string[], keys: Keys): Violation[] {
  return (["partitionKey", "sortKey"] as const).flatMap((part) => {
    const count = attributesOf(keys[part]).length;
    return violationIf(
      keys[part] !== undefined && (count < 1 || count > maxKeyAttributes),
      "index-key-count",
      [...path, part],
      `must be 1 to ${maxKeyAttributes} attributes, got ${count}`,
    );
  });
}
