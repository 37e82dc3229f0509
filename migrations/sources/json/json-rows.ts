import { TokenParser, TokenType } from "@streamparser/json";
import type { RowValue } from "../../items/row";
import { ExactTokenizer } from "../../items/exact-json";
import { JsonPathWatcher, JsonShapeError } from "./json-path";

const cutOff = "it breaks off before its end";

/** An item may have 400 KB; what is longer holds no row, and text much longer cannot be held at all. */
const defaultMaxBytes = 64 * 1024 * 1024;

/**
 * Parses a JSON document piece by piece and collects the members of one list in it. Only the member being
 * read is held in memory.
 */
export class JsonRowParser {
  private readonly tokenizer = new ExactTokenizer();
  private readonly watcher: JsonPathWatcher;
  private readonly parser: TokenParser;
  private rows: RowValue[] = [];
  private hasStarted = false;
  private lastEnd: number | undefined;
  /** Placeholders for the rows before the position to resume from. */
  private standsIn = 0;
  private bytesWritten = 0;
  private lastToken = 0;
  private rowStart: number | undefined;

  /**
   * @param at path of the list: `$` for the document itself, `$.users` for a member of it
   * @param after resumes after the byte that ends a row. @default the start of the document
   * @param maxBytes of a row, and of a text or number anywhere in the document. @default 64 MB
   */
  constructor(
    private readonly at: string | readonly string[],
    after?: number,
    private readonly maxBytes = defaultMaxBytes,
  ) {
    const path = typeof at === "string" ? at.split(".").slice(1) : at;
    this.watcher = new JsonPathWatcher(path);
    this.parser = new TokenParser({ paths: [`$.${path.map(() => "*.").join("")}*`], keepStack: false });
    this.parser.onValue = ({ value }) => {
      if (this.watcher.isInRows) this.rows.push(value);
    };
    const opening = after === undefined ? undefined : openingOf(path);
    const bytesBefore = (after ?? 0) - (opening?.length ?? 0);
    this.tokenizer.onToken = (token) => {
      const before = this.rows.length;
      const wasInRows = this.watcher.isInRows;
      this.watcher.see(token.token, token.value);
      if (this.isObjectWithKnownKeys()) throw this.shapeError("an object");
      this.parser.write(token);
      this.hasStarted = true;
      this.lastToken = token.offset;
      if (this.watcher.isInRows) this.rowStart = undefined;
      else if (wasInRows) this.rowStart = token.offset;
      // A value that is neither a list nor an object ends only where the next token starts.
      if (this.rows.length > before)
        this.lastEnd = endsItself(token.token) ? bytesBefore + token.offset + 1 : undefined;
    };
    this.tokenizer.onEnd = () => {};
    if (opening) this.write(opening);
    this.standsIn = after === undefined ? 0 : 1;
  }

  /** Bytes up to the end of the last row, where that can be told. */
  get position(): number | undefined {
    return this.lastEnd;
  }

  /** Parses the next bytes. @throws Error if they are not JSON; rows completed before can still be taken */
  write(bytes: Uint8Array): void {
    this.tokenizer.write(bytes);
    this.bytesWritten += bytes.length;
    if (this.bytesWritten - (this.rowStart ?? this.lastToken) <= this.maxBytes) return;
    const what = this.rowStart === undefined ? "a text or number" : "a row";
    throw new JsonShapeError(
      `has ${what} of more than ${this.maxBytes / 1024 / 1024} MB, and an item may have 400 KB; remove it, or name the list of rows with at`,
    );
  }

  /** The rows completed since the last call. */
  takeRows(): RowValue[] {
    const complete = this.rows.slice(this.standsIn);
    if (this.rows.length > 0) this.standsIn = 0;
    this.rows = [];
    return complete;
  }

  /** @throws Error if the document is incomplete, JsonShapeError if it has no list at the path */
  end(): void {
    this.endTokens();
    if (this.hasStarted && !this.parser.isEnded) throw new Error(cutOff);
    if (this.watcher.found === undefined) throw this.shapeError("nothing");
    if (this.watcher.found === "object") throw this.shapeError("an object");
    if (this.watcher.found === "scalar") throw this.shapeError("a single value");
  }

  /** The tokenizer only knows a break within a token; between two of them the document looks complete to it. */
  private endTokens(): void {
    try {
      if (!this.tokenizer.isEnded) this.tokenizer.end();
    } catch (cause) {
      throw new Error(cutOff, { cause });
    }
  }

  /** An outermost object is not refused before its first key is known, for the message to name it. */
  private isObjectWithKnownKeys(): boolean {
    return this.watcher.found === "object" && (this.path !== "$" || this.watcher.topKeys.length > 0);
  }

  private get path(): string {
    return typeof this.at === "string" ? this.at : ["$", ...this.at].join(".");
  }

  private shapeError(found: string): JsonShapeError {
    const keys = this.watcher.topKeys;
    const hint = keys.length > 0 ? `; name a list with at: $.key (keys so far: ${keys.join(", ")})` : "";
    return new JsonShapeError(`must hold a list of rows at ${this.path}, got ${found}${hint}`);
  }
}

/** The start of a document that has a list with one row at the path. */
function openingOf(names: readonly string[]): Buffer {
  return Buffer.from(`${names.map((name) => `{${JSON.stringify(name)}:`).join("")}[0`);
}

function endsItself(token: TokenType): boolean {
  return token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
}
