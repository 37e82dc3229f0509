import { isPlainText } from "./flat-item";
import { jsonString } from "./json-string";
import { type KeyRule, maxKeyBytes } from "./key-check";
import { canonicalNumber } from "./number-text";
import type { RowObject, RowValue } from "./row";

/** UTF-8 has at most three bytes for each of JavaScript's 16 bits. */
const maxBytesPerUnit = 3;

/** The key of an item, from its attributes. */
export interface FlatKey {
  /** See `keyText`. */
  readonly text: string;
  /** See `keyAttributesText`. */
  readonly attributes: string;
}

/** Creates the function that reads the key. It returns `undefined` if `checkKeys` may reject one of the item's keys. */
export function flatKeyReader(rules: readonly KeyRule[]): (row: RowObject) => FlatKey | undefined {
  const ofTable = rules
    .filter(({ index }) => index === undefined)
    .map((rule, index) => ({
      rule,
      before: `${index === 0 ? "[" : ","}"${rule.type}`,
      opening: `${index === 0 ? "{" : ","}${jsonString(rule.name)}:{"${rule.type}":"`,
    }));
  const ofIndexes = rules.filter(({ index }) => index !== undefined);
  return (row) => {
    for (const rule of ofIndexes) {
      const value = row[rule.name];
      if (value !== undefined && !isValid(value, rule)) return undefined;
    }
    let text = "";
    const attributes: string[] = [];
    for (const { rule, before, opening } of ofTable) {
      const value = row[rule.name];
      if (!isValid(value, rule)) return undefined;
      const isPlain = typeof value === "string" && isPlainText(value);
      const characters = isPlain ? value : JSON.stringify(String(value)).slice(1, -1);
      const form = typeof value === "number" ? canonicalNumber(characters) : characters;
      text = `${text}${before}${form}"`;
      attributes.push(opening, characters, '"}');
    }
    attributes.push("}");
    // One string at once: text that is added to text is put together again at each of its uses.
    return { text: `${text}]`, attributes: attributes.join("") };
  };
}

function isValid(value: RowValue, { type, role }: KeyRule): value is string | number {
  if (type === "N") return typeof value === "number";
  if (type !== "S" || typeof value !== "string") return false;
  return value !== "" && value.length * maxBytesPerUnit <= maxKeyBytes[role];
}
