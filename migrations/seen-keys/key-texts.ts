import type { ScratchFile } from "./scratch";

/** Bytes that are held before they go to the file. */
const pieceBytes = 256 * 1024;
/** Bytes that are read at first: nearly every key has fewer. */
const firstBytes = 256;
const lengthBytes = 4;

/** The texts of keys in a file, each found by its position. */
export class KeyTexts {
  private readonly piece = Buffer.alloc(pieceBytes);
  private held = 0;
  private readonly first = Buffer.alloc(lengthBytes + firstBytes);

  /** @param written bytes that are in the file already */
  constructor(
    private readonly file: ScratchFile,
    private written = 0,
  ) {}

  /** Bytes in all. */
  get size(): number {
    return this.written + this.held;
  }

  /** Appends a text. Returns its position. */
  add(text: string): number {
    const position = this.size;
    const bytes = Buffer.byteLength(text);
    if (this.held + lengthBytes + bytes > pieceBytes) this.flush();
    if (lengthBytes + bytes > pieceBytes) throw new RangeError(`a key has ${bytes} bytes`);
    this.held = this.piece.writeUInt32LE(bytes, this.held);
    this.held += this.piece.write(text, this.held);
    return position;
  }

  /** The text at a position. */
  read(position: number): string {
    if (position >= this.written) this.flush();
    const { first } = this;
    this.file.read(first, position);
    const bytes = first.readUInt32LE(0);
    if (bytes <= firstBytes) return first.toString("utf8", lengthBytes, lengthBytes + bytes);
    const all = Buffer.alloc(bytes);
    this.file.read(all, position + lengthBytes);
    return all.toString();
  }

  /** Writes what is held to the file. */
  flush(): void {
    if (this.held === 0) return;
    this.file.write(this.piece.subarray(0, this.held), this.written);
    this.written += this.held;
    this.held = 0;
  }

  close(): void {
    this.file.close();
  }
}
