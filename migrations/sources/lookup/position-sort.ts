import type { Scratch, ScratchFile } from "../../seen-keys/scratch";
import { blockRecords, PositionIndex, sortedBits } from "./position-index";
import type { PositionPartitions } from "./position-partitions";
import {
  bytesOfRecords,
  cellOf,
  cellsPerPartition,
  partitions,
  positionBytes,
  positionWords,
} from "./position-record";

/** Records that are sorted at a time: 5 MB. */
const sortedAtOnce = 2 ** 18;
/** Records that are written at a time: 160 KB. */
const pieceRecords = 64 * blockRecords;

/** A range of cells whose records are sorted together; a single cell may have more records than fit in memory. */
interface CellRange {
  readonly from: number;
  readonly to: number;
  readonly records: number;
}

/**
 * Sorts the records of partitions into a file: a counting sort of each partition, in bounded memory also if most of the
 * rows have the same key.
 *
 * @param maxInMemory records that are held in memory. @default 262,144
 */
export function sortPositions(
  unsorted: PositionPartitions,
  scratch: Scratch,
  maxInMemory = sortedAtOnce,
): PositionIndex {
  const file = scratch.create();
  try {
    return sortedIn(new SortedWriter(file), unsorted, maxInMemory);
  } catch (error) {
    file.close();
    throw error;
  }
}

function sortedIn(writer: SortedWriter, unsorted: PositionPartitions, maxInMemory: number): PositionIndex {
  const counts = new Uint32Array(cellsPerPartition);
  const room = new SortRoom();
  for (let partition = 0; partition < partitions; partition++) {
    if (unsorted.size(partition) === 0) continue;
    counts.fill(0);
    unsorted.forEach(partition, (cells, offset) => void counts[cellOf(cells[offset] as number)]!++);
    for (const range of rangesOf(counts, maxInMemory))
      if (range.records > maxInMemory) copyCell(unsorted, partition, range.from, writer);
      else sortRange(unsorted, partition, range, { counts, room, writer });
  }
  return writer.finish();
}

/** Divides the cells so that each range has as many records as fit in memory, or is a single cell. */
function* rangesOf(counts: Uint32Array, maxInMemory: number): Generator<CellRange> {
  let from = 0;
  let records = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] as number;
    if (records > 0 && records + count > maxInMemory) {
      yield { from, to: cell, records };
      records = 0;
    }
    // The range starts with the first cell that has records.
    if (records === 0) from = cell;
    records += count;
  }
  if (records > 0) yield { from, to: counts.length, records };
}

/** What all ranges are sorted with. */
interface Sorting {
  /** Records of each cell of the partition. */
  readonly counts: Uint32Array;
  readonly room: SortRoom;
  readonly writer: SortedWriter;
}

/** Cells for the records of a range, used again for the next one. */
class SortRoom {
  private room = new Uint32Array(0);

  cells(records: number): Uint32Array {
    const words = records * positionWords;
    if (this.room.length < words) this.room = new Uint32Array(Math.ceil(words * 1.25));
    return this.room;
  }
}

function sortRange(
  unsorted: PositionPartitions,
  partition: number,
  { from, to, records }: CellRange,
  { counts, room, writer }: Sorting,
): void {
  const next = new Uint32Array(to - from);
  for (let cell = from + 1; cell < to; cell++)
    next[cell - from] = (next[cell - from - 1] as number) + (counts[cell - 1] as number);
  const sorted = room.cells(records);
  unsorted.forEach(partition, (cells, offset) => {
    const cell = cellOf(cells[offset] as number);
    if (cell < from || cell >= to) return;
    const start = next[cell - from]!++ * positionWords;
    for (let word = 0; word < positionWords; word++) sorted[start + word] = cells[offset + word] as number;
  });
  for (let record = 0; record < records; record++) writer.push(sorted, record * positionWords);
}

/** The records of one cell are sorted as they come. */
function copyCell(
  unsorted: PositionPartitions,
  partition: number,
  wanted: number,
  writer: SortedWriter,
): void {
  unsorted.forEach(partition, (cells, offset) => {
    if (cellOf(cells[offset] as number) === wanted) writer.push(cells, offset);
  });
}

/** Writes sorted records, block by block. */
class SortedWriter {
  private readonly piece = new Uint32Array(pieceRecords * positionWords);
  private fence = new Uint32Array(1024);
  private count = 0;

  constructor(private readonly file: ScratchFile) {}

  push(cells: Uint32Array, offset: number): void {
    if (this.count % blockRecords === 0) this.startBlock(sortedBits(cells[offset] as number));
    const at = (this.count % pieceRecords) * positionWords;
    for (let word = 0; word < positionWords; word++) this.piece[at + word] = cells[offset + word] as number;
    if (++this.count % pieceRecords === 0) this.write(pieceRecords);
  }

  finish(): PositionIndex {
    const rest = this.count % pieceRecords;
    if (rest > 0) this.write(rest);
    return new PositionIndex(
      this.file,
      this.count,
      this.fence.slice(0, Math.ceil(this.count / blockRecords)),
    );
  }

  private startBlock(bits: number): void {
    const block = this.count / blockRecords;
    if (block === this.fence.length) {
      const larger = new Uint32Array(this.fence.length * 2);
      larger.set(this.fence);
      this.fence = larger;
    }
    this.fence[block] = bits;
  }

  private write(records: number): void {
    this.file.write(bytesOfRecords(this.piece, records), (this.count - records) * positionBytes);
  }
}
