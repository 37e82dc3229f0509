import { firstBlock } from "../../seen-keys/key-order";
import type { ScratchFile } from "../../seen-keys/scratch";
import { bytesOfRecords, type DigestWords, isOfDigest, positionAt, positionWords } from "./position-record";

/** Records that are read at a time: 2,560 bytes. */
export const blockRecords = 128;

/** The bits of a digest by which the records are sorted: those of its partition and of its cell. */
export function sortedBits(firstWordOfDigest: number): number {
  return firstWordOfDigest >>> 8;
}

/**
 * Positions of rows in a file, found by the digest of the row's key. The records are sorted by the first 24 bits of the
 * digest, and by position where these are the same.
 */
export class PositionIndex {
  private readonly block = new Uint32Array(blockRecords * positionWords);
  private loaded = -1;

  /** @param fence the sorted bits of the first record of every block */
  constructor(
    private readonly file: ScratchFile,
    private readonly size: number,
    private readonly fence: Uint32Array,
  ) {}

  /** The positions of the rows with a key, in ascending order. */
  *find(digest: DigestWords): Generator<number> {
    const bits = sortedBits(digest[0]);
    for (let block = firstBlock(this.fence, bits); block < this.fence.length; block++) {
      if ((this.fence[block] as number) > bits) return;
      const records = Math.min(blockRecords, this.size - block * blockRecords);
      for (let record = 0; record < records; record++) {
        // The caller may look another key up between two positions.
        this.load(block, records);
        if (isOfDigest(this.block, record * positionWords, digest))
          yield positionAt(this.block, record * positionWords);
      }
    }
  }

  close(): void {
    this.file.close();
  }

  private load(block: number, records: number): void {
    if (this.loaded === block) return;
    this.file.read(bytesOfRecords(this.block, records), block * blockRecords * positionWords * 4);
    this.loaded = block;
  }
}
