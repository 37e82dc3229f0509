import { inCelTypes } from "./cel-values";
import { type Compile, reasonOf } from "./expression";
import { compileMapping, type Template, templateReadsEnvironment } from "./item-mapping";
import { callFunction, type MappingFunction } from "./mapping-function";
import type { OmitNull } from "../items/marshal";
import type { OmitEmpty } from "../items/omit-empty";
import type { MappingInput } from "./mapping-input";
import { readsEnvironment, reject, shown } from "../items/rejection";
import { isRowObject, type RowObject, type RowValue, typeName } from "../items/row";
import { spreadsOf } from "./spread";
import { isStackOverflow } from "./stack-overflow";
import { parseTemplate } from "./template";

/** The attributes of an item as templates, or a function that makes them. */
export type ItemRules = Readonly<Record<string, Template>> | MappingFunction;

/** One item that a row becomes, or one for each element of a list in the row. */
export interface ItemPart {
  /** @default the row as it is */
  readonly item?: ItemRules;
  /** Only rows, or elements, for which this is true. */
  readonly where?: string | MappingFunction;
  /** A list; each of its elements becomes an item. Null is an empty list. */
  readonly forEach?: string | MappingFunction;
  /** Which nulls, missing columns and empty sets are omitted. */
  readonly omitNull: OmitNull;
  /** Which other empty values are omitted. @default none */
  readonly omitEmpty?: OmitEmpty;
  /** Columns that are omitted of rows, or spreads, that are taken as they are. @default none */
  readonly omit?: readonly string[];
}

/** A function's second parameter holds the environment. */
function takesContext(call: MappingFunction): boolean {
  return call.length > 1;
}

/** The attributes of an item whose values must not be shown, since they come from the environment. */
export function secretAttributes({ item, forEach }: ItemPart): readonly string[] {
  if (typeof item === "function") return takesContext(item) ? [""] : [];
  const spreads = spreadsOf(item ?? {}) ?? [];
  // Every attribute may come from the environment then.
  if (spreads.some((one) => templateReadsEnvironment(one as Template))) return [""];
  const isOfSecrets = typeof forEach === "string" && readsEnvironment(forEach);
  return Object.entries(item ?? {}).flatMap(([name, template]) =>
    isOfSecrets || templateReadsEnvironment(template) ? [name] : [],
  );
}

/** Whether a row, or an element of it, becomes an item. */
export function compileWhere(
  where: string | MappingFunction | undefined,
  compile: Compile,
  isElement: boolean,
): (input: MappingInput) => boolean {
  if (where === undefined) return () => true;
  const { valueOf, shownAs, show, code, isSecret } = compileStep(where, "where", compile, isElement);
  return (input) => {
    const value = valueOf(input);
    if (typeof value === "boolean") return value;
    const got = isSecret ? typeName(value) : show(value);
    return reject(code, `${shownAs} must be true or false, got ${got}`);
  };
}

/** The elements that become a row's items: the row itself without `forEach`. */
export function compileForEach(
  forEach: string | MappingFunction | undefined,
  compile: Compile,
): (input: MappingInput) => readonly MappingInput[] {
  if (forEach === undefined) return (input) => [input];
  const { valueOf, shownAs, show, code, isSecret } = compileStep(forEach, "forEach", compile, false);
  const isEvaluated = typeof forEach === "string";
  return (input) => {
    const value = valueOf(input);
    if (value === null || value === undefined) return [];
    const list: unknown = value instanceof Set ? [...value] : value;
    if (Array.isArray(list))
      return (list as RowValue[]).map((each, index) => input.with(each, index, isEvaluated));
    const got = isSecret ? typeName(value) : `${typeName(value)} ${show(value)}`;
    return reject(code, `${shownAs} must be a list, got ${got}`);
  };
}

/** The attributes of the items that a row, or an element of it, becomes. @param keyNames of the table */
export function compileItem(
  { item, omitNull, omit, forEach }: ItemPart,
  compile: Compile,
  keyNames: readonly string[],
): (input: MappingInput) => readonly RowObject[] {
  if (typeof item === "function") return (input) => itemsOf(callFunction(item, "item", input));
  const inElement: Compile = (source) => compile(source, forEach !== undefined);
  const attributesOf = compileAttributes({ omitNull, omit, ...(item && { item }) }, inElement, keyNames);
  return (input) => [attributesOf(input)];
}

interface TemplatePart {
  readonly item?: Readonly<Record<string, Template>>;
  readonly omitNull: OmitNull;
  readonly omit?: readonly string[] | undefined;
}

/** The row as it is, but without these columns. */
function rowWithout(omit: readonly string[]): (input: MappingInput) => RowObject {
  if (omit.length === 0) return ({ row }) => row;
  const omitted: RowObject = Object.fromEntries(omit.map((name) => [name, undefined]));
  return ({ row }) => ({ ...row, ...omitted });
}

/** The attributes of the item that a row, or an element of it, becomes by templates. @param keyNames of the table */
export function compileAttributes(
  { item, omitNull, omit }: TemplatePart,
  compile: Compile,
  keyNames: readonly string[],
): (input: MappingInput) => RowObject {
  if (item === undefined) return rowWithout(omit ?? []);
  return compileMapping(item, compile, { omitMissing: omitNull !== false, keyNames, omit });
}

function itemsOf(given: unknown): readonly RowObject[] {
  if (given === null || given === undefined) return [];
  const items = (Array.isArray(given) ? given : [given]) as RowValue[];
  return items.map((item) =>
    isRowObject(item)
      ? // A copy, since a member may be a getter, whose value is read several times.
        { ...item }
      : reject("mapping-failed", `item must give an item, a list of items or null, got ${typeName(item)}`),
  );
}

interface Step {
  readonly valueOf: (input: MappingInput) => RowValue;
  /** For messages. */
  readonly shownAs: string;
  /** A value for messages. */
  readonly show: (value: RowValue) => string;
  /** Whether what it gives must not be shown. */
  readonly isSecret: boolean;
  readonly code: "expression-failed" | "mapping-failed";
}

function compileStep(
  step: string | MappingFunction,
  what: string,
  compile: Compile,
  isElement: boolean,
): Step {
  if (typeof step === "function") {
    const valueOf = (input: MappingInput) => callFunction(step, what, input) as RowValue;
    return { valueOf, shownAs: what, show: shown, isSecret: takesContext(step), code: "mapping-failed" };
  }
  const source = parseTemplate(step)
    .map((part) => ("text" in part ? part.text : part.expression))
    .join("");
  const expression = compile(source, isElement);
  const shownAs = `${what}: \${${source}}`;
  const valueOf = (input: MappingInput): RowValue => {
    try {
      return expression(input);
    } catch (error) {
      if (isStackOverflow(error)) throw error;
      return reject("expression-failed", `${shownAs}: ${reasonOf(error, source)}`);
    }
  };
  const show = (value: RowValue) => shown(inCelTypes(value));
  return { valueOf, shownAs, show, isSecret: readsEnvironment(source), code: "expression-failed" };
}
