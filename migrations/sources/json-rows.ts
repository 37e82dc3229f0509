import { TokenParser } from "@streamparser/json";
import type { RowValue } from "../transform/row";
import { ExactTokenizer } from "./exact-json";
import { JsonPathWatcher } from "./json-path";

const brokenOff = "it breaks off before its end";

/** Thrown for a document that is not as it should be; the message says what was expected and what came. */
export class JsonShapeError extends Error {}

/**
 * Parses a JSON document piece by piece and collects the members of one list in it. Only the member being
 * read is held in memory.
 */
export class JsonRowParser {
  private readonly tokenizer = new ExactTokenizer();
  private readonly watcher: JsonPathWatcher;
  private readonly parser: TokenParser;
  private rows: RowValue[] = [];
  private hasBegun = false;

  /** @param at path of the list: `$` for the document itself, `$.users` for a member of it */
  constructor(private readonly at: string) {
    this.watcher = new JsonPathWatcher(at.split(".").slice(1));
    this.parser = new TokenParser({ paths: [`${at}.*`], keepStack: false });
    this.parser.onValue = ({ value, key }) => {
      if (typeof key === "number") this.rows.push(value);
    };
    this.tokenizer.onToken = (token) => {
      this.watcher.see(token.token, token.value);
      if (this.isObjectWithKnownKeys()) throw this.shapeError("an object");
      this.parser.write(token);
      this.hasBegun = true;
    };
    this.tokenizer.onEnd = () => {};
  }

  /** Takes the next bytes. @throws Error where they are not JSON; rows completed before are still there to take */
  write(bytes: Uint8Array): void {
    this.tokenizer.write(bytes);
  }

  /** The rows completed since the last call. */
  takeRows(): RowValue[] {
    const complete = this.rows;
    this.rows = [];
    return complete;
  }

  /** @throws Error where the document is cut off, JsonShapeError where it holds no list at the path */
  end(): void {
    this.endTokens();
    if (this.hasBegun && !this.parser.isEnded) throw new Error(brokenOff);
    if (this.watcher.found === undefined) throw this.shapeError("nothing");
    if (this.watcher.found === "object") throw this.shapeError("an object");
    if (this.watcher.found === "scalar") throw this.shapeError("a single value");
  }

  /** The tokenizer only knows a break within a token; between two of them the document looks complete to it. */
  private endTokens(): void {
    try {
      if (!this.tokenizer.isEnded) this.tokenizer.end();
    } catch (cause) {
      throw new Error(brokenOff, { cause });
    }
  }

  /** An outermost object is not refused before its first key is known, for the message to name it. */
  private isObjectWithKnownKeys(): boolean {
    return this.watcher.found === "object" && (this.at !== "$" || this.watcher.topKeys.length > 0);
  }

  private shapeError(found: string): JsonShapeError {
    const keys = this.watcher.topKeys;
    const hint = keys.length > 0 ? `; name a list with at: $.key (keys so far: ${keys.join(", ")})` : "";
    return new JsonShapeError(`must hold a list of rows at ${this.at}, got ${found}${hint}`);
  }
}
