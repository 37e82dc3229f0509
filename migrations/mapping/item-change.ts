import { canonicalText } from "../items/item-text";
import type { Item } from "../items/item";
import { readsEnvironment, RejectedError, type Rejection } from "../items/rejection";
import type { RowObject, RowValue } from "../items/row";
import { unmarshal } from "../items/unmarshal";
import { addTo } from "./add-to";
import type { Compile, Scope } from "./expression";
import { makeFinish, type TransformTable } from "./finish-item";
import { compileMapping, type Template } from "./item-mapping";
import { compileWhere } from "./item-part";
import { MappingInput } from "./mapping-input";
import { columnsInExpression, columnsInTemplate } from "./referenced-columns";

/** Attribute name → template, as in `item` of a migration file. */
type Templates = Readonly<Record<string, Template>>;

/** What is done with the items of a table that exist already. */
export interface ItemChangeRules {
  /** A CEL expression over `row`, the item; items for which it is false stay as they are. @default all items */
  readonly where?: string | undefined;
  readonly change: "delete" | AttributeChanges;
}

/** Changes of an item's attributes. Each value is computed from the item as it was read. */
export interface AttributeChanges {
  readonly set: Templates;
  /** Numbers that are added, to 0 if the attribute does not exist; lists whose elements are added to a set. */
  readonly add: Templates;
  readonly remove: readonly string[];
}

/** What becomes of an item. */
export type ChangedItem =
  | { readonly kind: "changed"; readonly item: Item }
  | { readonly kind: "deleted" }
  /** `where` is false, or the changes change nothing. */
  | { readonly kind: "unchanged" }
  | { readonly kind: "rejected"; readonly rejection: Rejection };

/** A compiled change. */
export interface CompiledChange {
  /** Pure: an identical item always becomes the same. */
  readonly apply: (item: Item) => ChangedItem;
  /** Whether `where` holds; a rejection if it cannot be evaluated. */
  readonly isWanted: (row: RowObject) => boolean | Rejection;
  /** Attributes that the expressions read, as far as the expressions name them. */
  readonly reads: readonly string[];
}

const unchanged = { kind: "unchanged" } as const;

/** Compiles a change. @throws Error with a one-line reason if an expression is not CEL */
export function compileItemChange(
  { where, change }: ItemChangeRules,
  table: TransformTable,
  env: Scope["env"],
  compile: Compile,
): CompiledChange {
  const context = { env, entity: table.name ?? "" };
  const holds = compileWhere(where, compile, false);
  const changed = change === "delete" ? undefined : compileAttributeChanges(change, table, compile);
  const hidesValues = readsEnvironment(JSON.stringify([where ?? "", change]));
  const rejectionOf = (error: unknown): Rejection => {
    if (!(error instanceof RejectedError)) throw error;
    return hidesValues ? { ...error.rejection, message: error.withoutValue } : error.rejection;
  };
  return {
    reads: columnsIn(where, change),
    isWanted: (row) => {
      try {
        return holds(new MappingInput(row, context));
      } catch (error) {
        return rejectionOf(error);
      }
    },
    apply: (item) => {
      try {
        const input = new MappingInput(unmarshal(item), context);
        if (!holds(input)) return unchanged;
        if (!changed) return { kind: "deleted" };
        const made = changed(input);
        return canonicalText(made) === canonicalText(item) ? unchanged : { kind: "changed", item: made };
      } catch (error) {
        return { kind: "rejected", rejection: rejectionOf(error) };
      }
    },
  };
}

function compileAttributeChanges(
  { set, add, remove }: AttributeChanges,
  table: TransformTable,
  compile: Compile,
): (input: MappingInput) => Item {
  const rules = { omitMissing: false, keyNames: [] };
  const setOf = compileMapping(set, compile, rules);
  const addOf = compileMapping(add, compile, rules);
  const { ttlAttribute } = table;
  const setsTimeToLive = typeof ttlAttribute === "string" && Object.hasOwn({ ...set, ...add }, ttlAttribute);
  // An old value that DynamoDB ignores is no reason to refuse another change.
  const finish = makeFinish(setsTimeToLive ? table : { ...table, ttlAttribute: undefined }, undefined);
  const removed: RowObject = Object.fromEntries(remove.map((name) => [name, undefined]));
  return (input) => {
    const { row } = input;
    const added = Object.entries(addOf(input)).map(([name, value]): [string, RowValue] => [
      name,
      addTo(Object.hasOwn(row, name) ? row[name] : undefined, value, name),
    ]);
    return finish({ ...row, ...removed, ...Object.fromEntries(added), ...setOf(input) }, false).item;
  };
}

function columnsIn(where: string | undefined, change: ItemChangeRules["change"]): readonly string[] {
  const ofWhere = where === undefined ? [] : (columnsInExpression(where) ?? []);
  const templates = change === "delete" ? [] : Object.values({ ...change.add, ...change.set });
  return [...new Set([...ofWhere, ...templates.flatMap((one) => columnsInTemplate(one) ?? [])])];
}
