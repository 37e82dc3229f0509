import type { Compile, Scope } from "./expression";
import { type Finish, type FinishedItem, makeFinish, type TransformTable } from "./finish-item";
import {
  compileAttributes,
  compileForEach,
  compileItem,
  compileWhere,
  type ItemPart,
  secretAttributes,
} from "./item-part";
import type { MappingFunction } from "./mapping-function";
import { type MappingContext, MappingInput } from "./mapping-input";
import type { OversizeRules } from "./oversize/oversize-rules";
import { withoutEmpty } from "../items/omit-empty";
import { reject, RejectedError, shown, type Rejection } from "../items/rejection";
import { isRowObject, type RowObject, type RowValue, typeName } from "../items/row";
import { isStackOverflow } from "./stack-overflow";

/** The outcome of a row. */
export type Outcome =
  FinishedItem | { readonly kind: "left-out" } | { readonly kind: "rejected"; readonly rejection: Rejection };

/**
 * Turns one row into its items, or says why it cannot become one: at least one outcome, in the order of the entity's
 * items. Pure: the same row always has the same outcomes.
 */
export type Transform = (row: RowValue) => readonly Outcome[];

/** The mapping of an entity's rows to items. */
export interface EntityRules extends Omit<ItemPart, "forEach"> {
  readonly name: string;
  /** Only rows for which this is true become items. */
  readonly where?: string | MappingFunction;
  /** Several items from one row, instead of `item`. */
  readonly items?: readonly ItemPart[];
  /** @default items over the service's limit are rejected */
  readonly oversize?: OversizeRules;
}

/** Makes the transform of an entity into a table. */
export function makeTransform(
  entity: EntityRules,
  table: TransformTable,
  env: Scope["env"],
  compile: Compile,
): Transform {
  const context = { env, entity: entity.name };
  const finishAll = makeFinish(table, entity.oversize);
  const isWanted = compileWhere(entity.where, compile, false);
  const { partitionKey, sortKey } = table;
  const keyNames = [partitionKey.name, ...(sortKey ? [sortKey.name] : [])];
  const single = singleTransform(entity, compile, keyNames, finishOf(entity, finishAll));
  if (single) return (value) => single(value, context);
  const parts = partsOf(entity).map((part) =>
    compilePart(part, compile, keyNames, finishOf(part, finishAll)),
  );
  return (value) => {
    const outcomes: Outcome[] = [];
    attempt(outcomes, () => {
      const input = new MappingInput(asRow(value), context);
      if (!isWanted(input)) return;
      for (const part of parts) attempt(outcomes, () => part(input, outcomes));
    });
    return outcomes.length > 0 ? outcomes : [{ kind: "left-out" }];
  };
}

/** For an entity each of whose rows becomes one item; `undefined` for others. */
function singleTransform(
  { items, item, where, omitNull, omit }: EntityRules,
  compile: Compile,
  keyNames: readonly string[],
  finish: Finish,
): ((value: RowValue, context: MappingContext) => readonly Outcome[]) | undefined {
  if (items || where !== undefined || typeof item === "function") return undefined;
  const part = { omitNull, ...(item && { item }), ...(omit && { omit }) };
  const attributesOf = (item ?? omit) && compileAttributes(part, compile, keyNames);
  const secret = secretAttributes(part);
  return (value, context) => {
    let shownIn = noSecrets;
    try {
      const row = asRow(value);
      const attributes = attributesOf ? attributesOf(new MappingInput(row, context)) : row;
      shownIn = secret;
      return [finish(attributes, omitNull)];
    } catch (error) {
      return [{ kind: "rejected", rejection: rejectionIn(error, shownIn) }];
    }
  };
}

const noSecrets: readonly string[] = [];

/** Empty values are omitted before an item is finished. */
function finishOf({ omitEmpty = false }: Pick<ItemPart, "omitEmpty">, finish: Finish): Finish {
  if (omitEmpty === false) return finish;
  return (attributes, omitNull) => finish(withoutEmpty(attributes, omitEmpty, omitNull === "deep"), omitNull);
}

function partsOf({ items, item, omitNull, omitEmpty, omit }: EntityRules): readonly ItemPart[] {
  return (
    items ?? [{ omitNull, ...(omitEmpty && { omitEmpty }), ...(omit && { omit }), ...(item && { item }) }]
  );
}

function compilePart(
  part: ItemPart,
  compile: Compile,
  keyNames: readonly string[],
  finish: Finish,
): (input: MappingInput, outcomes: Outcome[]) => void {
  const elementsOf = compileForEach(part.forEach, compile);
  const isWanted = compileWhere(part.where, compile, part.forEach !== undefined);
  const itemsOf = compileItem(part, compile, keyNames);
  const secret = secretAttributes(part);
  const take = (element: MappingInput, outcomes: Outcome[]): void => {
    if (!isWanted(element)) return;
    for (const item of itemsOf(element))
      attempt(outcomes, () => outcomes.push(finish(item, part.omitNull)), secret);
  };
  return (input, outcomes) => {
    for (const element of elementsOf(input)) attempt(outcomes, () => take(element, outcomes));
  };
}

/** A fault in one item does not reject the row's other items. */
function attempt(outcomes: Outcome[], work: () => void, secret: readonly string[] = []): void {
  try {
    work();
  } catch (error) {
    outcomes.push({ kind: "rejected", rejection: rejectionIn(error, secret) });
  }
}

/** @param secret attributes whose values are not shown */
function rejectionIn(error: unknown, secret: readonly string[]): Rejection {
  if (error instanceof RejectedError)
    return secret.some((name) => error.message.startsWith(name))
      ? { ...error.rejection, message: error.withoutValue }
      : error.rejection;
  if (isStackOverflow(error)) return muchTooDeep;
  throw error;
}

/** A row of some thousand levels: rare, and no reason to end a run. */
const muchTooDeep: Rejection = {
  code: "too-deep",
  message: "the row is nested thousands of levels deep; DynamoDB refuses more than 32",
};

function asRow(value: RowValue): RowObject {
  if (isRowObject(value)) return value;
  return reject("not-an-object", `a row must be an object, got ${typeName(value)} ${shown(value)}`);
}
