import { TokenParser, TokenType } from "@streamparser/json";
import type { RowValue } from "../../items/row";
import { ExactTokenizer } from "../../items/exact-tokenizer";
import { JsonPathWatcher, JsonShapeError } from "./json-path";
import { parseRows, RowScanner } from "./row-region";

const cutOff = "it breaks off before its end";

/** An item may have 400 KB; what is longer holds no row, and text much longer cannot be held at all. */
const defaultMaxBytes = 64 * 1024 * 1024;

const openingBracket = 0x5b;
/** A row, as the tokenizer sees those that were parsed without it. */
const placeholder = Buffer.from("null");

/** The inside of the list at the path, from the end of the last row that was parsed. */
interface InsideOfList {
  readonly scanner: RowScanner;
  readonly pieces: Uint8Array[];
  /** Bytes of the document before {@link pieces}. */
  readonly start: number;
  readonly isAfterRow: boolean;
}

/**
 * Parses a JSON document piece by piece and collects the members of one list in it. Only the member being
 * read is held in memory.
 *
 * The rows of the list are parsed many at a time by `JSON.parse`. Everything else goes through a tokenizer: what is before and
 * after the list, and the rest of the list from the first bytes that are not such rows, whose faults it names.
 */
export class JsonRowParser {
  private readonly tokenizer = new ExactTokenizer();
  private readonly watcher: JsonPathWatcher;
  private readonly parser: TokenParser;
  private rows: RowValue[] = [];
  private hasStarted = false;
  private lastEnd: number | undefined;
  /** While the bytes are the inside of the list: parsed by many rows at a time, and not by tokens. */
  private inside: InsideOfList | undefined;
  /** Values of the tokens that stand for rows parsed without them. */
  private placeholders = 0;
  private isAfterInside = false;
  /** Bytes that the tokenizer has had. */
  private bytesWritten = 0;
  /** What is added to the position of a token to get that of the document. */
  private shift = 0;
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
      if (!this.watcher.isInRows) return;
      if (this.placeholders > 0) this.placeholders--;
      else this.rows.push(value);
    };
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
        this.lastEnd = endsItself(token.token) ? this.shift + token.offset + 1 : undefined;
    };
    this.tokenizer.onEnd = () => {};
    if (after === undefined) return;
    this.writeTokens(openingOf(path));
    this.inside = { scanner: new RowScanner(), pieces: [], start: after, isAfterRow: true };
  }

  /** Bytes up to the end of the last row, where that can be told. */
  get position(): number | undefined {
    return this.lastEnd;
  }

  /** Parses the next bytes. @throws Error if they are not JSON; rows completed before can still be taken */
  write(bytes: Uint8Array): void {
    let rest = bytes;
    // The list at the path may start at any of these; a document has one such list.
    while (!this.inside && !this.isAfterInside) {
      const open = rest.indexOf(openingBracket);
      if (open < 0) break;
      this.writeTokens(rest.subarray(0, open + 1));
      rest = rest.subarray(open + 1);
      if (!this.watcher.isInRows) continue;
      const start = this.bytesWritten;
      this.inside = { scanner: new RowScanner(), pieces: [], start, isAfterRow: false };
    }
    if (this.inside) this.writeRows(this.inside, rest);
    else this.writeTokens(rest);
  }

  /** The rows completed since the last call. */
  takeRows(): RowValue[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  private writeRows(inside: InsideOfList, bytes: Uint8Array): void {
    const { scanner, pieces, isAfterRow, start } = inside;
    const { end, isLast } = scanner.scan(bytes);
    if (end === 0) pieces.push(bytes);
    else {
      const complete = Buffer.concat([...pieces, bytes.subarray(0, end)]);
      const rows = parseRows(complete, isAfterRow);
      if (!rows) return this.leave(inside, [...pieces, bytes]);
      for (const row of rows) this.rows.push(row);
      this.lastEnd = start + complete.length;
      const rest = bytes.subarray(end);
      this.inside = { scanner, pieces: [rest], start: this.lastEnd, isAfterRow: true };
    }
    if (isLast) this.leave(this.inside as InsideOfList);
    else if (length(this.inside as InsideOfList) > this.maxBytes) throw this.tooLong("a row");
  }

  /** Continues with the tokenizer, in whose document the rows parsed so far are one. */
  private leave(inside: InsideOfList, pieces: readonly Uint8Array[] = inside.pieces): void {
    this.inside = undefined;
    this.isAfterInside = true;
    if (inside.isAfterRow) {
      this.placeholders++;
      this.writeTokens(placeholder);
    }
    this.shift = inside.start - this.bytesWritten;
    for (const piece of pieces) this.writeTokens(piece);
  }

  private writeTokens(bytes: Uint8Array): void {
    this.tokenizer.write(bytes);
    this.bytesWritten += bytes.length;
    if (this.bytesWritten - (this.rowStart ?? this.lastToken) <= this.maxBytes) return;
    throw this.tooLong(this.rowStart === undefined ? "a text or number" : "a row");
  }

  private tooLong(what: string): JsonShapeError {
    return new JsonShapeError(
      `has ${what} of more than ${this.maxBytes / 1024 / 1024} MB, and an item may have 400 KB; remove it, or name the list of rows with at`,
    );
  }

  /** @throws Error if the document is incomplete, JsonShapeError if it has no list at the path */
  end(): void {
    if (this.inside) this.leave(this.inside);
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

function length({ pieces }: InsideOfList): number {
  return pieces.reduce((bytes, piece) => bytes + piece.length, 0);
}

/** The start of a document that has a list at the path. */
function openingOf(names: readonly string[]): Buffer {
  return Buffer.from(`${names.map((name) => `{${JSON.stringify(name)}:`).join("")}[`);
}

function endsItself(token: TokenType): boolean {
  return token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET;
}
