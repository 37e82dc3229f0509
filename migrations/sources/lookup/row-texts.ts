import type { ScratchFile } from "../../seen-keys/scratch";

/** Bytes that are held before they go to the file. */
const pieceBytes = 1024 * 1024;
/** Bytes that are read at first. */
const firstBytes = 1024;
const lengthBytes = 4;
/** UTF-8 bytes of a UTF-16 unit, at most. */
const maxBytesPerUnit = 3;

/** Texts of any length in a scratch file, each found by its position. */
export class RowTexts {
  private readonly piece: Buffer;
  private held = 0;
  private written = 0;
  private readonly first = Buffer.alloc(lengthBytes + firstBytes);

  /** @param heldBytes bytes that are held before they go to the file. @default 1 MiB */
  constructor(
    private readonly file: ScratchFile,
    heldBytes = pieceBytes,
  ) {
    this.piece = Buffer.alloc(heldBytes);
  }

  /** Appends a text. Returns its position. */
  add(text: string): number {
    const most = lengthBytes + text.length * maxBytesPerUnit;
    if (this.held + most > this.piece.length) this.flush();
    if (most > this.piece.length) return this.addLong(text);
    const position = this.written + this.held;
    const bytes = this.piece.write(text, this.held + lengthBytes);
    this.piece.writeUInt32LE(bytes, this.held);
    this.held += lengthBytes + bytes;
    return position;
  }

  /** Writes what is held to the file. */
  flush(): void {
    if (this.held === 0) return;
    this.append(this.piece.subarray(0, this.held));
    this.held = 0;
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

  private addLong(text: string): number {
    const bytes = Buffer.alloc(lengthBytes + Buffer.byteLength(text));
    bytes.writeUInt32LE(bytes.length - lengthBytes, 0);
    bytes.write(text, lengthBytes);
    return this.append(bytes);
  }

  /** Returns the position of the bytes. */
  private append(bytes: Uint8Array): number {
    const position = this.written;
    this.file.write(bytes, position);
    this.written += bytes.length;
    return position;
  }
}
