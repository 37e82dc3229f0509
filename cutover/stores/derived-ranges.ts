import type { Entity, EntityPart } from "../../migrations/definition/definition";
import type { Target, TargetTable } from "../../migrations/items/target-table";
import { shown } from "../../migrations/items/rejection";
import { Decimal, type RowObject, type RowValue } from "../../migrations/items/row";
import type { Compile } from "../../migrations/mapping/expression";
import { compileMapping, type Template } from "../../migrations/mapping/item-mapping";
import { MappingInput } from "../../migrations/mapping/mapping-input";
import { columnsInExpression, readsElement } from "../../migrations/mapping/referenced-columns";
import { isWholeRow, spreadsOf } from "../../migrations/mapping/spread";
import { parseTemplate } from "../../migrations/mapping/template";
import { CutoverError } from "../errors";
import type { ItemKeyValue, ItemRange } from "./item-range";

/** The environment and the compiler that a migration file's expressions are read with. */
export interface RangeContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly compile: Compile;
  /** Columns of the record's key. */
  readonly key: readonly string[];
}

/** Ranges of the items of a record, from the columns of its key alone. */
export type RangesOf = (keyRow: RowObject) => readonly ItemRange[];

/**
 * Derives which items belong to a record from the mapping's key attributes: the partition key must be made of key
 * columns; of a sort key that is made of more, its start.
 *
 * @throws CutoverError if the mapping does not decide it
 */
export function deriveRanges(entity: Entity, target: Target, context: RangeContext): RangesOf {
  const table = target.tables[entity.to] as TargetTable;
  const parts = (entity.items ?? [entity]).map((part) => partRange(part, table, context, entity.name));
  return (keyRow) => {
    const input = new MappingInput(keyRow, { env: context.env, entity: entity.name });
    return distinct(parts.map((part) => part(input)));
  };
}

type PartRange = (input: MappingInput) => ItemRange;

function partRange(
  part: Pick<EntityPart, "item">,
  table: TargetTable,
  context: RangeContext,
  entity: string,
): PartRange {
  const { partitionKey, sortKey } = table;
  if (typeof part.item === "function") throw refusal(entity, "its items are made by a function");
  const { item } = part;
  const templateOf = (name: string): Template => {
    if (!item || (!Object.hasOwn(item, name) && spreadsOf(item)?.every(isWholeRow)))
      return `\${row[${JSON.stringify(name)}]}`;
    return item[name] ?? null;
  };
  const partition = templateOf(partitionKey.name);
  if (!isOfKey(partition, context.key))
    throw refusal(
      entity,
      `${partitionKey.name} is made of more than the key ${context.key.join(", ")}: ${JSON.stringify(partition)}`,
    );
  const partitionOf = renderer(partitionKey.name, partition, context);
  if (!sortKey) return (input) => ({ partitionKey: partitionOf(input) });
  const sort = templateOf(sortKey.name);
  if (isOfKey(sort, context.key)) {
    const sortOf = renderer(sortKey.name, sort, context);
    return (input) => ({ partitionKey: partitionOf(input), sortKey: sortOf(input) });
  }
  const start = startOf(sort, context.key);
  if (start === undefined) return (input) => ({ partitionKey: partitionOf(input) });
  const startText = renderer(sortKey.name, start, context);
  return (input) => ({ partitionKey: partitionOf(input), sortKeyPrefix: String(startText(input)) });
}

function refusal(entity: string, reason: string): CutoverError {
  return new CutoverError(
    `entity ${entity}: cannot derive which items belong to a record: ${reason}; pass itemKeys, which returns them for a key`,
    false,
  );
}

/** Whether a template reads columns of the key only. */
export function isOfKey(template: Template, key: readonly string[]): boolean {
  if (typeof template !== "string") return typeof template === "number";
  return parseTemplate(template).every(
    (part) => !("expression" in part) || isKeyExpression(part.expression, key),
  );
}

function isKeyExpression(expression: string, key: readonly string[]): boolean {
  if (readsElement(expression)) return false;
  return columnsInExpression(expression)?.every((column) => key.includes(column)) ?? false;
}

/** The start of a template up to the first expression that reads more than the key; `undefined` if it has none. */
function startOf(template: Template, key: readonly string[]): string | undefined {
  if (typeof template !== "string") return undefined;
  const first = parseTemplate(template).find(
    (part) => "expression" in part && !isKeyExpression(part.expression, key),
  );
  const start = first && "offset" in first ? template.slice(0, first.offset - "${".length) : "";
  return start === "" ? undefined : start;
}

function renderer(
  name: string,
  template: Template,
  { compile }: RangeContext,
): (input: MappingInput) => ItemKeyValue {
  const mapping = compileMapping({ [name]: template }, compile, { omitMissing: false, keyNames: [name] });
  return (input) => keyValueOf(name, mapping(input)[name]);
}

function keyValueOf(name: string, value: RowValue): ItemKeyValue {
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof Uint8Array) return value;
  if (value instanceof Decimal) return value.text;
  throw new CutoverError(
    `${name}: the key gives ${shown(value)}, which is not the value of a key attribute`,
    false,
  );
}

function distinct(ranges: readonly ItemRange[]): readonly ItemRange[] {
  const texts = ranges.map((range) =>
    JSON.stringify([range.partitionKey, range.sortKey, range.sortKeyPrefix].map(String)),
  );
  return ranges.filter((_, index) => texts.indexOf(texts[index] as string) === index);
}
