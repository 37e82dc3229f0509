import {
  compareKeys,
  type ItemRecord,
  positionOf,
  putPosition,
  putRecord,
  type RecordCursor,
  type RecordPlace,
  recordWords,
} from "./item-record";
import { RecordFile, RecordFileWriter } from "./record-file";
import type { Scratch, ScratchFile } from "./scratch";

/** Records of a sorter with a scratch folder: 9 MB. */
export const recordsInMemory = 2 ** 18;
const firstCapacity = 2 ** 12;

/** Sorts records by key, those of the same key by position, in bounded memory. */
export class RecordSorter {
  private cells = new Uint32Array(firstCapacity * recordWords);
  private count = 0;
  private readonly files: { readonly file: ScratchFile; readonly size: number }[] = [];

  /**
   * @param scratch for what does not fit in memory. @default memory grows with the number of records
   * @param maxInMemory records that are held in memory
   */
  constructor(
    private readonly scratch?: Scratch,
    private readonly maxInMemory = recordsInMemory,
  ) {}

  /** Records that were added. */
  get size(): number {
    return this.count + this.files.reduce((sum, { size }) => sum + size, 0);
  }

  add(record: ItemRecord): void {
    putRecord(this.next(), record);
  }

  /** Adds a copy of a record with another tag and position. */
  addRecord({ cells, offset }: RecordPlace, tag: number, position: number): void {
    const place = this.next();
    for (let word = 0; word < recordWords; word++)
      place.cells[place.offset + word] = cells[offset + word] as number;
    putPosition(place, tag, position);
  }

  /** All records in their order. Nothing can be added afterwards. */
  sorted(): RecordCursor {
    const cursors: RecordCursor[] = this.files.map(({ file, size }) => new RecordFile(file, size).cursor());
    return merged([...cursors, this.inMemory()]);
  }

  close(): void {
    this.files.splice(0).forEach(({ file }) => file.close());
  }

  /** Room for a record that is added. */
  private next(): RecordPlace {
    if (this.scratch && this.count >= this.maxInMemory) this.spill(this.scratch);
    const offset = this.count * recordWords;
    if (offset === this.cells.length) this.grow();
    this.count++;
    return { cells: this.cells, offset };
  }

  private grow(): void {
    const larger = new Uint32Array(this.cells.length * 2);
    larger.set(this.cells);
    this.cells = larger;
  }

  private spill(scratch: Scratch): void {
    const file = scratch.create();
    const writer = new RecordFileWriter(file);
    const cursor = this.inMemory();
    while (cursor.next()) writer.push(cursor);
    this.files.push({ file, size: writer.finish() });
    this.count = 0;
  }

  private inMemory(): RecordCursor {
    return new OrderedCursor(this.cells, sortedOffsets(this.cells, this.count));
  }
}

class OrderedCursor implements RecordCursor {
  offset = 0;
  private at = 0;

  constructor(
    readonly cells: Uint32Array,
    private readonly offsets: Uint32Array,
  ) {}

  next(): boolean {
    if (this.at === this.offsets.length) return false;
    this.offset = this.offsets[this.at++] as number;
    return true;
  }
}

/** Shows the records of two cursors in their order. */
class MergedCursor implements RecordCursor {
  private hasLeft: boolean;
  private hasRight: boolean;
  private current: RecordCursor | undefined;

  constructor(
    private readonly left: RecordCursor,
    private readonly right: RecordCursor,
  ) {
    this.hasLeft = left.next();
    this.hasRight = right.next();
  }

  get cells(): Uint32Array {
    return (this.current ?? this.left).cells;
  }

  get offset(): number {
    return (this.current ?? this.left).offset;
  }

  next(): boolean {
    if (this.current === this.left) this.hasLeft = this.left.next();
    else if (this.current === this.right) this.hasRight = this.right.next();
    if (!this.hasLeft && !this.hasRight) return false;
    const isLeft = this.hasLeft && (!this.hasRight || compareRecords(this.left, this.right) <= 0);
    this.current = isLeft ? this.left : this.right;
    return true;
  }
}

function merged(cursors: readonly RecordCursor[]): RecordCursor {
  if (cursors.length === 1) return cursors[0] as RecordCursor;
  const half = Math.ceil(cursors.length / 2);
  return new MergedCursor(merged(cursors.slice(0, half)), merged(cursors.slice(half)));
}

function compareRecords(one: RecordCursor, other: RecordCursor): number {
  return compareKeys(one, other) || positionOf(one) - positionOf(other);
}

/** Digests are evenly distributed: after their first 16 bits, few are left to be compared with each other. */
function sortedOffsets(cells: Uint32Array, count: number): Uint32Array {
  const starts = new Uint32Array(2 ** 16 + 1);
  const bucketOf = (record: number): number => (cells[record * recordWords] as number) >>> 16;
  for (let record = 0; record < count; record++) starts[bucketOf(record) + 1]!++;
  for (let bucket = 0; bucket < 2 ** 16; bucket++) starts[bucket + 1]! += starts[bucket] as number;
  const offsets = new Uint32Array(count);
  const next = starts.slice();
  for (let record = 0; record < count; record++) offsets[next[bucketOf(record)]!++] = record * recordWords;
  const order = (one: number, other: number): number => {
    const [left, right] = [
      { cells, offset: one },
      { cells, offset: other },
    ];
    return compareKeys(left, right) || positionOf(left) - positionOf(right);
  };
  for (let bucket = 0; bucket < 2 ** 16; bucket++) {
    const [start, end] = [starts[bucket] as number, starts[bucket + 1] as number];
    if (end - start > 1) offsets.subarray(start, end).sort(order);
  }
  return offsets;
}
