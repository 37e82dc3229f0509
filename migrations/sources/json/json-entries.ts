import { TokenParser } from "@streamparser/json";
import { ExactTokenizer } from "../../items/exact-tokenizer";
import { setOwn } from "../../items/map-members";
import { isRowObject, type RowValue } from "../../items/row";
import { shown } from "../../items/rejection";
import { JsonPathWatcher, JsonShapeError } from "./json-path";

/** A member of an object, as a row. */
export interface JsonEntry {
  readonly value: RowValue;
  /** Why it is no row. */
  readonly malformed?: string;
}

/** The column of a value that is no object. */
const valueColumn = "value";

/** Parses a JSON document piece by piece and collects the members of one object in it, with their names as a column. */
export class JsonEntriesParser {
  private readonly tokenizer = new ExactTokenizer();
  private readonly parser: TokenParser;
  private readonly watcher: JsonPathWatcher;
  private entries: JsonEntry[] = [];

  /**
   * @param at path of the object: `$` for the document itself, `$.rates` for a member of it
   * @param keyColumn that has the names of the members
   */
  constructor(
    private readonly at: string,
    private readonly keyColumn: string,
  ) {
    const path = at.split(".").slice(1);
    this.watcher = new JsonPathWatcher(path);
    this.parser = new TokenParser({ paths: [`${at}.*`], keepStack: false });
    this.parser.onValue = ({ key, value }) => {
      if (typeof key === "string") this.entries.push(entryOf(keyColumn, key, value));
    };
    this.tokenizer.onToken = (token) => {
      this.watcher.see(token.token, token.value);
      this.parser.write(token);
    };
    this.tokenizer.onEnd = () => {};
  }

  /** @throws Error if the bytes are not JSON */
  write(bytes: Uint8Array): void {
    this.tokenizer.write(bytes);
  }

  /** The entries completed since the last call. */
  takeEntries(): JsonEntry[] {
    const { entries } = this;
    this.entries = [];
    return entries;
  }

  /** @throws Error if the document is incomplete, JsonShapeError if it has no object at the path */
  end(): void {
    if (!this.parser.isEnded) throw new Error("it breaks off before its end");
    if (this.watcher.found === "object") return;
    const found = this.watcher.found === undefined ? "nothing" : `a ${this.watcher.found}`;
    throw new JsonShapeError(
      `must hold an object at ${this.at}, whose keys are in the column ${JSON.stringify(this.keyColumn)}, got ${found}`,
    );
  }
}

function entryOf(column: string, key: string, value: RowValue): JsonEntry {
  const row: Record<string, RowValue> = {};
  setOwn(row, column, key);
  if (!isRowObject(value)) {
    setOwn(row, valueColumn, value);
    return { value: row };
  }
  const own = Object.hasOwn(value, column) ? value[column] : key;
  if (own === key) return { value: { ...row, ...value } };
  const malformed = `${column}: the row has a column of this name with ${shown(own)}, and the key ${shown(key)}; name another column in from.keyColumn`;
  return { value, malformed };
}
