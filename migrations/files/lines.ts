import { isUtf8 } from "node:buffer";

/** A line without its end. */
export interface Line {
  readonly text: string;
  /** Why the text is not what the line holds; the text is then the start of the line, as far as it can be shown. */
  readonly malformed?: string;
}

/** An item may have 400 KB; a line this long holds no row, and text much longer cannot be held at all. */
const maxLineBytes = 64 * 1024 * 1024;
const shownBytes = 1000;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = "\ufeff";

/** Splits text that comes in pieces into lines that end with LF or CRLF; the last one may lack its end. */
export class LineSplitter {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private isFirst: boolean;
  private given: number;
  private linesEnd: number;

  /**
   * @param maxBytes that a line may have. @default 64 MB
   * @param from bytes before the first one, which starts a line
   */
  constructor(
    private readonly maxBytes = maxLineBytes,
    from = 0,
  ) {
    this.isFirst = from === 0;
    this.given = from;
    this.linesEnd = from;
  }

  /** Bytes up to the end of the last line that was handed out. */
  get position(): number {
    return this.linesEnd;
  }

  /** Takes the next bytes; returns the lines that they complete. */
  write(piece: Buffer): Line[] {
    const [first, last] = [piece.indexOf(lineFeed), piece.lastIndexOf(lineFeed)];
    this.hold(piece.subarray(0, first === -1 ? piece.length : first));
    const lines = first === -1 ? [] : [this.take()];
    if (first < last) {
      for (const line of this.between(piece.subarray(first + 1, last))) lines.push(line);
    }
    if (first !== -1) {
      this.hold(piece.subarray(last + 1));
      this.linesEnd = this.given + last + 1;
    }
    this.given += piece.length;
    return lines;
  }

  /** Whole lines; decoded all together, which takes less work than each by itself. */
  private between(bytes: Buffer): Line[] {
    if (bytes.length > this.maxBytes || !isUtf8(bytes)) return this.oneByOne(bytes);
    const texts = bytes.toString("utf8").split("\n");
    return texts.map((text) => ({ text: text.endsWith("\r") ? text.slice(0, -1) : text }));
  }

  private oneByOne(bytes: Buffer): Line[] {
    const lines: Line[] = [];
    for (let start = 0; start <= bytes.length;) {
      const end = bytes.indexOf(lineFeed, start);
      this.hold(bytes.subarray(start, end === -1 ? bytes.length : end));
      lines.push(this.take());
      start = end === -1 ? bytes.length + 1 : end + 1;
    }
    return lines;
  }

  /** The last line, where the text does not end with the end of one. */
  end(): Line[] {
    return this.heldBytes > 0 ? [this.take()] : [];
  }

  /** What goes beyond the longest line is not held. */
  private hold(bytes: Buffer): void {
    this.heldBytes += bytes.length;
    if (bytes.length > 0 && (this.heldBytes <= this.maxBytes || this.held.length === 0))
      this.held.push(bytes);
  }

  private take(): Line {
    const { heldBytes: length, isFirst } = this;
    const held = this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held);
    const bytes = held.at(-1) === carriageReturn ? held.subarray(0, -1) : held;
    this.held = [];
    this.heldBytes = 0;
    this.isFirst = false;
    if (length > this.maxBytes) return malformed(bytes, `is longer than ${this.maxBytes} bytes`);
    if (!isUtf8(bytes)) return malformed(bytes, "is not UTF-8");
    const text = bytes.toString("utf8");
    return { text: isFirst && text.startsWith(byteOrderMark) ? text.slice(1) : text };
  }
}

function malformed(bytes: Buffer, reason: string): Line {
  return { text: bytes.subarray(0, shownBytes).toString("utf8"), malformed: reason };
}
