import { parseExactJson } from "../../migrations/items/exact-json";
import { isRowObject, type RowObject, type RowValue } from "../../migrations/items/row";
import { CutoverError } from "../errors";
import { exactJsonText } from "./exact-json-text";

/** A JSON text with a list of records in it. Numbers keep every digit, and the rest of the text its content. */
export class JsonDocument {
  private readonly places = new Map<string, number>();
  private readonly repeated = new Set<string>();

  private constructor(
    private readonly root: { value: RowValue },
    private readonly rows: RowObject[],
    private readonly layout: Layout,
    private readonly keyOf: (row: RowObject) => string,
    private readonly shown: string,
  ) {
    this.index();
  }

  /**
   * @param at path of the list, `$` or `$.users`
   * @param shown the file, for messages
   * @throws CutoverError if it is not JSON, or has no list of objects there
   */
  static parse(text: string, at: string, keyOf: (row: RowObject) => string, shown: string): JsonDocument {
    const root = { value: parsed(text, shown) };
    let list = root.value;
    for (const name of at.split(".").slice(1))
      list = isRowObject(list) && Object.hasOwn(list, name) ? list[name] : undefined;
    if (!Array.isArray(list) || !(list as RowValue[]).every(isRowObject))
      throw new CutoverError(`${shown} must hold a list of objects at ${at}`, false);
    return new JsonDocument(root, list as RowObject[], layoutOf(text), keyOf, shown);
  }

  /** In the order of the file. */
  get all(): readonly RowObject[] {
    return this.rows;
  }

  /** @throws CutoverError if several records have the key */
  get(key: string): RowObject | undefined {
    if (this.repeated.has(key))
      throw new CutoverError(
        `${this.shown} has several records with the key ${key}; remove all but one`,
        false,
      );
    const place = this.places.get(key);
    return place === undefined ? undefined : this.rows[place];
  }

  /** Replaces the record, or appends it. */
  set(key: string, row: RowObject): void {
    const place = this.get(key) ? this.places.get(key) : undefined;
    if (place !== undefined) {
      this.rows[place] = row;
      return;
    }
    this.places.set(key, this.rows.length);
    this.rows.push(row);
  }

  delete(key: string): void {
    if (!this.get(key)) return;
    this.rows.splice(this.places.get(key) as number, 1);
    this.index();
  }

  /** @throws CutoverError if a record has a value that JSON cannot hold */
  text(): string {
    const { indent, end } = this.layout;
    return exactJsonText(this.root.value, indent) + end;
  }

  private index(): void {
    this.places.clear();
    for (const [place, row] of this.rows.entries()) {
      const key = this.keyOf(row);
      if (this.places.has(key)) this.repeated.add(key);
      else this.places.set(key, place);
    }
  }
}

/** How a file is written: indentation, and what follows the value. */
interface Layout {
  readonly indent: string;
  readonly end: string;
}

function layoutOf(text: string): Layout {
  return {
    indent: /^\s*[[{]\r?\n([ \t]+)/.exec(text)?.[1] ?? "",
    end: /\n$/.test(text) ? "\n" : "",
  };
}

function parsed(text: string, shown: string): RowValue {
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new CutoverError(`${shown} is not valid JSON: ${(cause as Error).message}`, false, { cause });
  }
}
