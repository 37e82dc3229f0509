import type { Lsn } from "./lsn";

/** Microseconds from 1970 to 2000, when PostgreSQL's clock starts. */
const epochMicroseconds = 946_684_800_000_000n;

/** Reads the fields of a message one after the other. Each method throws an Error if the message ends too early. */
export class PgoutputBytes {
  private at = 0;

  constructor(private readonly buffer: Buffer) {}

  byte(): number {
    return this.bytes(1)[0] as number;
  }

  letter(): string {
    return String.fromCharCode(this.byte());
  }

  uint16(): number {
    return this.bytes(2).readUInt16BE();
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  int32(): number {
    return this.bytes(4).readInt32BE();
  }

  lsn(): Lsn {
    return this.bytes(8).readBigUInt64BE();
  }

  /** Whole milliseconds of a timestamp. */
  moment(): Date {
    return new Date(Number((this.bytes(8).readBigInt64BE() + epochMicroseconds) / 1000n));
  }

  /** A text that ends with a zero byte. */
  text(): string {
    const end = this.buffer.indexOf(0, this.at);
    if (end === -1) throw new Error("a message of pgoutput has a text without an end");
    const text = this.buffer.toString("utf8", this.at, end);
    this.at = end + 1;
    return text;
  }

  bytes(count: number): Buffer {
    const end = this.at + count;
    if (end > this.buffer.length)
      throw new Error(
        `a message of pgoutput ends after ${this.buffer.length} bytes, expected at least ${end}`,
      );
    const bytes = this.buffer.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  list<Member>(count: number, read: () => Member): Member[] {
    const members: Member[] = [];
    for (let index = 0; index < count; index++) members.push(read());
    return members;
  }

  expectByte(expected: number): void {
    const found = this.byte();
    if (found !== expected)
      throw new Error(`expected the byte ${expected} in a message of pgoutput, got ${found}`);
  }

  expectEnd(): void {
    const rest = this.buffer.length - this.at;
    if (rest > 0) throw new Error(`a message of pgoutput has ${rest} bytes after its end`);
  }
}
