import { createHash } from "node:crypto";
import { marshal } from "../../migrations/items/marshal";
import { unmarshal } from "../../migrations/items/unmarshal";
import { CutoverTable, type CutoverTableOptions } from "../control/cutover-table";
import type { Ledger, LedgerEntry } from "./ledger";
import { readLedgerEntry } from "./read-ledger-entry";

/**
 * Partitions of an entity. Each takes 1,000 write units per second, and a write of the application two: 10,000 writes per
 * second. A flip queries all of them while writes are stopped, so that there are no more.
 */
const shards = 20;
/** Bytes of a key up to which it is part of the sort key, which must not exceed 1024. */
const maxKeyBytes = 700;

/** The ledger in a DynamoDB table: the entries of an entity are spread over 20 partitions, by their keys. */
export class DynamoDbLedger implements Ledger {
  private readonly table: CutoverTable;

  constructor(options: CutoverTableOptions) {
    this.table = new CutoverTable(options);
  }

  get description(): string {
    return this.table.description;
  }

  async add(entry: LedgerEntry): Promise<void> {
    const { pk, sk } = keyOf(entry);
    await this.table.put({ ...marshal({ ...entry }), pk: { S: pk }, sk: { S: sk } });
  }

  async remove(entry: Pick<LedgerEntry, "entity" | "key" | "writer">): Promise<void> {
    const { pk, sk } = keyOf(entry);
    await this.table.delete(pk, sk);
  }

  async *entries(entity: string): AsyncIterable<LedgerEntry> {
    const numbers = Array.from({ length: shards }, (_, shard) => shard);
    const found = await Promise.all(numbers.map((shard) => this.shard(partition(entity, shard))));
    yield* found.flat();
  }

  close(): Promise<void> {
    return this.table.close();
  }

  private async shard(pk: string): Promise<LedgerEntry[]> {
    const entries: LedgerEntry[] = [];
    for await (const item of this.table.items(pk))
      entries.push(readLedgerEntry(unmarshal(item), `${this.description}, ${pk}`));
    return entries;
  }
}

function partition(entity: string, shard: number): string {
  return `dirty#${entity}#${String(shard).padStart(2, "0")}`;
}

function keyOf({ entity, key, writer }: Pick<LedgerEntry, "entity" | "key" | "writer">) {
  const digest = createHash("sha256").update(key).digest();
  const short = Buffer.byteLength(key) <= maxKeyBytes ? key : `sha256:${digest.toString("hex")}`;
  return { pk: partition(entity, digest.readUInt32BE(0) % shards), sk: `${short}#${writer}` };
}
