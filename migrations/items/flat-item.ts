import { checkName, isWellFormed } from "./attribute-text";
import { textBytes } from "./item-size";
import type { EncodedItem } from "./item-text";
import { jsonString } from "./json-string";
import type { OmitNull } from "./marshal";
import { isStorableNumber, numberBytes } from "./number-text";
import { RejectedError } from "./rejection";
import type { RowObject } from "./row";
import { sortNames } from "./sorted-names";

/** Everything that JSON escapes, or that has more than a byte in UTF-8. */
const notPlain = /[^\x20\x21\x23-\x5b\x5d-\x7f]/;

/** Whether a text is the same in JSON and has a byte for each of its characters. */
export function isPlainText(text: string): boolean {
  return !notPlain.test(text);
}

/** An item as it goes over the wire, with its sizes. */
export interface FlatItem extends EncodedItem {
  /** Bytes of the text in UTF-8. */
  readonly textBytes: number;
  /** Stored bytes; see `itemBytes`. */
  readonly bytes: number;
}

/** The text from the value before an attribute to its own value, by the type of its value. */
interface Opening {
  readonly text: string;
  readonly number: string;
  readonly true: string;
  readonly false: string;
  readonly null: string;
}

/** An attribute of the rows' own. */
interface Attribute {
  readonly name: string;
  /** Of its name. */
  readonly bytes: number;
  /** Whether its name has a byte for each of its characters. */
  readonly isAscii: boolean;
  /** As the first one, and after a value that ends with a quote or with a word. */
  readonly first: Opening;
  readonly afterQuote: Opening;
  readonly afterWord: Opening;
}

/** The attributes of rows. */
interface Layout {
  /** In the rows' order. */
  readonly names: readonly string[];
  /** In the order of the wire. Absent if one of the names is invalid. */
  readonly attributes: readonly Attribute[] | undefined;
}

/** Layouts that are kept. Rows with optional columns may have more; a new one takes about as long as its row. */
const maxLayouts = 16;
/** Attributes that are kept. */
const maxKnown = 10_000;

/**
 * Encodes items whose attributes are texts, numbers, booleans and nulls, as most items' are: the text of `itemText` and
 * the sizes in one pass, without an object for each attribute.
 */
export class FlatEncoder {
  private readonly known = new Map<string, Attribute>();
  private layouts: Layout[] = [];
  private layout: Layout = { names: [], attributes: undefined };

  /** @returns `undefined` if there are other attributes, or if `marshal` may reject one of them */
  encode(row: RowObject, omitNull: OmitNull): FlatItem | undefined {
    const { attributes } = this.layoutOf(row);
    if (!attributes) return undefined;
    // As long as needed: an array that grows is copied.
    const parts = Array<string>(2 * attributes.length + 1);
    let count = 0;
    let bytes = 0;
    let isAscii = true;
    let isCanonical = true;
    let endsWithQuote = false;
    for (const attribute of attributes) {
      const value = row[attribute.name];
      if (value === undefined || (value === null && omitNull !== false)) continue;
      const opening =
        count === 0 ? attribute.first : endsWithQuote ? attribute.afterQuote : attribute.afterWord;
      endsWithQuote = typeof value === "string" || typeof value === "number";
      bytes += attribute.bytes;
      isAscii &&= attribute.isAscii;
      if (typeof value === "string") {
        const isPlain = isPlainText(value);
        if (!isPlain && !isWellFormed(value)) return undefined;
        parts[count++] = opening.text;
        parts[count++] = isPlain ? value : JSON.stringify(value).slice(1, -1);
        bytes += isPlain ? value.length : textBytes(value);
        isAscii &&= isPlain;
      } else if (typeof value === "number") {
        if (!isStorableNumber(value)) return undefined;
        const digits = String(value);
        parts[count++] = opening.number;
        parts[count++] = digits;
        bytes += numberBytes(digits);
        isCanonical &&= isPrintedPlain(value);
      } else {
        if (typeof value !== "boolean" && value !== null) return undefined;
        parts[count++] = value === null ? opening.null : value ? opening.true : opening.false;
        bytes++;
      }
    }
    if (count === 0) return undefined;
    parts[count++] = endsWithQuote ? '"}}' : "}}";
    while (count < parts.length) parts[count++] = "";
    // Unlike text that is added to text, one string at once.
    const text = parts.join("");
    return { text, textBytes: isAscii ? text.length : textBytes(text), bytes, isCanonical };
  }

  private layoutOf(row: RowObject): Layout {
    if (!hasNames(row, this.layout.names)) this.layout = this.otherLayout(Object.keys(row));
    return this.layout;
  }

  private otherLayout(names: readonly string[]): Layout {
    const known = this.layouts.find((one) => isSame(one.names, names));
    if (known) return known;
    const made = { names, attributes: this.attributesOf(sortNames([...names])) };
    this.layouts = [made, ...this.layouts.slice(0, maxLayouts - 1)];
    return made;
  }

  private attributesOf(names: readonly string[]): readonly Attribute[] | undefined {
    const attributes: Attribute[] = [];
    for (const name of names) {
      const attribute = this.known.get(name) ?? this.newAttribute(name);
      if (!attribute) return undefined;
      attributes.push(attribute);
    }
    return attributes;
  }

  private newAttribute(name: string): Attribute | undefined {
    const attribute = makeAttribute(name);
    if (this.known.size >= maxKnown) this.known.clear();
    if (attribute) this.known.set(name, attribute);
    return attribute;
  }
}

/** Whether a row's names are these, in this order; without a list of them. */
function hasNames(row: RowObject, names: readonly string[]): boolean {
  let count = 0;
  for (const name in row) if (name !== names[count++]) return false;
  return count === names.length;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  if (some.length !== others.length) return false;
  for (let at = 0; at < some.length; at++) if (some[at] !== others[at]) return false;
  return true;
}

function makeAttribute(name: string): Attribute | undefined {
  if (!isValidName(name)) return undefined;
  const bytes = textBytes(name);
  return {
    ...{ name, bytes, isAscii: bytes === name.length },
    first: openingOf("{", name),
    afterQuote: openingOf('"},', name),
    afterWord: openingOf("},", name),
  };
}

function isValidName(name: string): boolean {
  try {
    checkName(name, "");
    return true;
  } catch (error) {
    if (error instanceof RejectedError) return false;
    throw error;
  }
}

function openingOf(before: string, name: string): Opening {
  const member = `${before}${jsonString(name)}:`;
  return {
    text: `${member}{"S":"`,
    number: `${member}{"N":"`,
    true: `${member}{"BOOL":true`,
    false: `${member}{"BOOL":false`,
    null: `${member}{"NULL":true`,
  };
}

/** Whether JavaScript prints a number in plain digits, without an exponent. */
function isPrintedPlain(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-6 && size < 1e21);
}
