import type { Compile, Scope } from "./expression";
import { celScope, firstLine } from "./expression";
import { compileMapping } from "./item-mapping";
import type { Item } from "./item";
import { itemBytes, maxItemBytes } from "./item-size";
import { checkKeys, keyRules, keyText, type TableKeys } from "./key-check";
import { marshal } from "./marshal";
import { reject, RejectedError, shown, type Rejection } from "./rejection";
import { isRowObject, type RowObject, type RowValue, typeName } from "./row";
import { parseTemplate } from "./template";

/** What a row became. */
export type Outcome =
  | {
      readonly kind: "item";
      readonly item: Item;
      readonly bytes: number;
      /** See `keyText`. */ readonly key: string;
    }
  | { readonly kind: "left-out" }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/**
 * Turns one row into its items, or says why it cannot become one: at least one outcome, in the order of the entity's
 * items. Pure: the same row always has the same outcomes.
 */
export type Transform = (row: RowValue) => readonly Outcome[];

/** What an entity asks of its rows. */
export interface EntityRules {
  readonly name: string;
  readonly where?: string;
  readonly item?: Parameters<typeof compileMapping>[0];
  readonly omitNull: boolean;
}

/** Makes the transform of an entity into a table. */
export function makeTransform(
  entity: EntityRules,
  table: TableKeys,
  env: Scope["env"],
  compile: Compile,
): Transform {
  const rules = keyRules(table);
  const keyNames = rules.filter((rule) => rule.index === undefined).map((rule) => rule.name);
  const mapping = entity.item && compileMapping(entity.item, compile, entity.omitNull);
  const isWanted = entity.where === undefined ? undefined : compileWhere(entity.where, compile);

  const apply = (value: RowValue): Outcome => {
    const row = asRow(value);
    const scope = mapping || isWanted ? celScope({ row, env, entity: entity.name }) : undefined;
    if (scope && isWanted && !isWanted(scope)) return { kind: "left-out" };
    const item = marshal(scope && mapping ? mapping(scope) : row, entity.omitNull);
    checkKeys(item, rules);
    return { kind: "item", item, bytes: checkedBytes(item), key: keyText(item, keyNames) };
  };
  return (row) => {
    try {
      return [apply(row)];
    } catch (error) {
      if (error instanceof RejectedError) return [{ kind: "rejected", rejection: error.rejection }];
      if (isStackOverflow(error)) return [{ kind: "rejected", rejection: muchTooDeep }];
      throw error;
    }
  };
}

/** A row of some thousand levels: rare, and no reason to end a run. */
const muchTooDeep: Rejection = {
  code: "too-deep",
  message: "the row is nested thousands of levels deep; DynamoDB refuses more than 32",
};

function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("call stack");
}

function asRow(value: RowValue): RowObject {
  if (isRowObject(value)) return value;
  return reject("not-an-object", `a row must be an object, got ${typeName(value)} ${shown(value)}`);
}

function checkedBytes(item: Item): number {
  const bytes = itemBytes(item);
  if (bytes > maxItemBytes)
    reject(
      "oversize",
      `an item may have ${maxItemBytes} bytes, attribute names included; this one has ${bytes}`,
    );
  return bytes;
}

function compileWhere(
  where: string,
  compile: Compile,
): (scope: Parameters<ReturnType<Compile>>[0]) => boolean {
  const source = parseTemplate(where)
    .map((part) => ("text" in part ? part.text : part.expression))
    .join("");
  const expression = compile(source);
  return (scope) => {
    let value: RowValue;
    try {
      value = expression(scope);
    } catch (error) {
      return reject("expression-failed", `where: \${${source}}: ${firstLine(error)}`);
    }
    if (typeof value === "boolean") return value;
    return reject("expression-failed", `where: \${${source}} must be true or false, got ${shown(value)}`);
  };
}
