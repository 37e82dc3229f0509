import type { ScratchFile } from "../../seen-keys/scratch";

/** Bytes that are held before they go to the file. */
const pieceBytes = 1024 * 1024;
/** Bytes that are read at first. */
const firstBytes = 1024;
const lengthBytes = 4;

/** Texts of any length in a scratch file, each found by its position. */
export class RowTexts {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private written = 0;
  private readonly first = Buffer.alloc(lengthBytes + firstBytes);

  constructor(private readonly file: ScratchFile) {}

  /** Appends a text. Returns its position. */
  add(text: string): number {
    const position = this.written + this.heldBytes;
    const bytes = Buffer.alloc(lengthBytes + Buffer.byteLength(text));
    bytes.writeUInt32LE(bytes.length - lengthBytes, 0);
    bytes.write(text, lengthBytes);
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    if (this.heldBytes > pieceBytes) this.flush();
    return position;
  }

  /** Writes what is held to the file. */
  flush(): void {
    if (this.heldBytes === 0) return;
    this.file.write(Buffer.concat(this.held), this.written);
    this.written += this.heldBytes;
    this.held = [];
    this.heldBytes = 0;
  }

  /** The text at a position that was flushed. */
  read(position: number): string {
    const { first } = this;
    this.file.read(first, position);
    const bytes = first.readUInt32LE(0);
    if (bytes <= firstBytes) return first.toString("utf8", lengthBytes, lengthBytes + bytes);
    const all = Buffer.alloc(bytes);
    this.file.read(all, position + lengthBytes);
    return all.toString();
  }

  close(): void {
    this.file.close();
  }
}
