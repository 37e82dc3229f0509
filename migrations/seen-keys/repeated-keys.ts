import { setImmediate as pause } from "node:timers/promises";
import { wordAt } from "./digest-words";
import { digestBytes } from "./key-digest";
import { words } from "./key-order";
import { keysInMemory } from "./key-set";
import { KeyTable } from "./key-table";
import type { Scratch, ScratchFile } from "./scratch";

/** Digests of a group that are held before they go to the file: 12 KB in each of 256 groups. */
const pieceKeys = 1024;
/** A group has the first 8 bits of its digests' first word in common; a large group is divided by the next 8. */
const groupBits = 8;
const firstWordBits = 32;

/** Digests with the same first bits. */
class Group {
  cells: Uint32Array;
  /** Digests in `cells`. */
  held = 0;
  /** Digests that are no longer in `cells`: the number of each piece in the file, or the piece itself. */
  readonly pieces: (number | Uint32Array)[] = [];

  constructor(private readonly pieceKeys: number) {
    this.cells = new Uint32Array(pieceKeys * words);
  }

  get size(): number {
    return this.pieces.length * this.pieceKeys + this.held;
  }
}

/** How digests are kept until they are compared. */
export interface RepeatedKeysRoom {
  /** For digests that do not fit in memory. @default memory grows with their number */
  readonly scratch?: Scratch | undefined;
  /** Digests that are compared at a time, at most 24 bytes each. @default 360_000 */
  readonly keysInMemory?: number;
  /** Digests of a group that are held. @default 1024 */
  readonly pieceKeys?: number;
}

/**
 * Finds the keys that were added more than once, by their digests. First all are distributed by their first bits, then those of
 * one group at a time are compared. That takes less time than a `KeySet`, which responds to each key at once.
 */
export class RepeatedKeys {
  private readonly groups: (Group | undefined)[] = Array.from({ length: 2 ** groupBits });
  private file: ScratchFile | undefined;
  private pieces = 0;
  private readonly pieceKeys: number;

  /** @param level how many times the digests have been distributed before */
  constructor(
    private readonly room: RepeatedKeysRoom = {},
    private readonly level = 0,
  ) {
    this.pieceKeys = room.pieceKeys ?? pieceKeys;
  }

  /** Adds several digests, concatenated as bytes; see `keyDigest`. @throws UnreachableError as `Scratch` does */
  addAll(digests: Uint8Array): void {
    for (let at = 0; at < digests.length; at += digestBytes)
      this.add(wordAt(digests, at), wordAt(digests, at + 4), wordAt(digests, at + 8));
  }

  /** The digests that were added more than once, in base64url. @throws UnreachableError as `Scratch` does */
  async find(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const table = new KeyTable();
    for (const group of this.groups) {
      if (group === undefined) continue;
      for (const digest of await this.findIn(group, table)) found.add(digest);
      await pause();
    }
    return found;
  }

  /** Closes the file. */
  close(): void {
    this.file?.close();
    this.file = undefined;
  }

  private add(a: number, b: number, c: number): void {
    const index = (a >>> (firstWordBits - groupBits * (this.level + 1))) & (2 ** groupBits - 1);
    const group = (this.groups[index] ??= new Group(this.pieceKeys));
    const { cells } = group;
    const at = group.held * words;
    cells[at] = a;
    cells[at + 1] = b;
    cells[at + 2] = c;
    if (++group.held === this.pieceKeys) this.movePiece(group);
  }

  private movePiece(group: Group): void {
    group.held = 0;
    if (!this.room.scratch) {
      group.pieces.push(group.cells);
      group.cells = new Uint32Array(this.pieceKeys * words);
      return;
    }
    this.file ??= this.room.scratch.create();
    this.file.write(bytesOf(group.cells), this.pieces * this.pieceKeys * digestBytes);
    group.pieces.push(this.pieces++);
  }

  private async findIn(group: Group, table: KeyTable): Promise<Iterable<string>> {
    const isLast = groupBits * (this.level + 2) > firstWordBits;
    if (group.size > (this.room.keysInMemory ?? keysInMemory) && !isLast) return this.findInParts(group);
    const found: string[] = [];
    table.clear();
    this.forEach(group, (a, b, c) => {
      // The table orders by the first bits, which the first words of a group have in common and the second ones do not.
      if (!table.add(b, c, a)) found.push(textOf(a, b, c));
    });
    return found;
  }

  private async findInParts(group: Group): Promise<Iterable<string>> {
    const parts = new RepeatedKeys(this.room, this.level + 1);
    try {
      this.forEach(group, (a, b, c) => parts.add(a, b, c));
      return await parts.find();
    } finally {
      parts.close();
    }
  }

  private forEach(group: Group, visit: (a: number, b: number, c: number) => void): void {
    const read = new Uint32Array(this.pieceKeys * words);
    for (const piece of group.pieces) {
      if (typeof piece === "number") this.file?.read(bytesOf(read), piece * this.pieceKeys * digestBytes);
      visitAll(typeof piece === "number" ? read : piece, this.pieceKeys, visit);
    }
    visitAll(group.cells, group.held, visit);
  }
}

function visitAll(cells: Uint32Array, keys: number, visit: (a: number, b: number, c: number) => void): void {
  for (let at = 0; at < keys * words; at += words)
    visit(cells[at] as number, cells[at + 1] as number, cells[at + 2] as number);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function textOf(...digest: [a: number, b: number, c: number]): string {
  const bytes = Buffer.alloc(digestBytes);
  for (const [index, word] of digest.entries()) bytes.writeUInt32BE(word, index * 4);
  return bytes.toString("base64url");
}
