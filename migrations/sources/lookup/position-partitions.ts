import type { Scratch, ScratchFile } from "../../seen-keys/scratch";
import {
  bytesOfRecords,
  type DigestWords,
  partitionOf,
  partitions,
  positionBytes,
  positionWords,
  putPositionRecord,
} from "./position-record";

/** Records of a partition that are written at a time: 20 KB, and 5 MB in memory for all partitions. */
const chunkRecords = 1024;

interface Chunk {
  readonly start: number;
  readonly records: number;
}

/**
 * Positions of rows, divided by the first bits of their keys' digests, in one scratch file. Each partition fills a
 * chunk in memory, which is appended to the file once it is full.
 */
export class PositionPartitions {
  private readonly file: ScratchFile;
  private readonly held: Uint32Array;
  private readonly counts = new Uint32Array(partitions);
  private readonly chunks: Chunk[][] = Array.from({ length: partitions }, () => []);
  private readonly read: Uint32Array;
  private written = 0;

  /** @param recordsPerChunk records of a partition that are held in memory. @default 1,024 */
  constructor(
    scratch: Scratch,
    private readonly recordsPerChunk = chunkRecords,
  ) {
    this.file = scratch.create();
    this.read = new Uint32Array(recordsPerChunk * positionWords);
    this.held = new Uint32Array(partitions * recordsPerChunk * positionWords);
  }

  add(digest: DigestWords, position: number): void {
    const partition = partitionOf(digest[0]);
    const count = this.counts[partition] as number;
    const offset = (partition * this.recordsPerChunk + count) * positionWords;
    putPositionRecord(this.held, offset, digest, position);
    this.counts[partition] = count + 1;
    if (count + 1 === this.recordsPerChunk) this.write(partition);
  }

  /** Records of a partition. */
  size(partition: number): number {
    const written = this.chunks[partition]?.reduce((sum, { records }) => sum + records, 0) ?? 0;
    return written + (this.counts[partition] as number);
  }

  /** Shows the records of a partition in the order in which they were added. The cells are valid during the call. */
  forEach(partition: number, visit: (cells: Uint32Array, offset: number) => void): void {
    if (this.counts[partition] !== 0) this.write(partition);
    const cells = this.read;
    for (const { start, records } of this.chunks[partition] ?? []) {
      this.file.read(bytesOfRecords(cells, records), start);
      for (let record = 0; record < records; record++) visit(cells, record * positionWords);
    }
  }

  close(): void {
    this.file.close();
  }

  private write(partition: number): void {
    const records = this.counts[partition] as number;
    const start = partition * this.recordsPerChunk * positionWords;
    const cells = this.held.subarray(start, start + records * positionWords);
    this.file.write(bytesOfRecords(cells, records), this.written);
    this.chunks[partition]?.push({ start: this.written, records });
    this.written += records * positionBytes;
    this.counts[partition] = 0;
  }
}
