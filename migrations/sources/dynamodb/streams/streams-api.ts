import type { Caller } from "../../../dynamodb/client/caller";
import type { Item } from "../../../items/item";
import { parseItem } from "../../../items/item-json";
import type { ShardPosition } from "./streams-position";

/** A shard of a stream. */
export interface ListedShard {
  readonly id: string;
  /** The shard that it continues. */
  readonly parent?: string | undefined;
  /** Whether it gets no more records. */
  readonly isClosed: boolean;
}

/** The shards of a stream, oldest first. */
export interface ListedShards {
  readonly shards: readonly ListedShard[];
  readonly isDisabled: boolean;
}

/** A change of an item. */
export interface StreamRecord {
  readonly kind: "insert" | "update" | "delete";
  /** The key attributes of the item. */
  readonly keys: Item;
  readonly sequence: string;
  /** When the item was written, in milliseconds since 1970. */
  readonly at: number | undefined;
}

/** Records that follow each other in a shard. */
export interface RecordsPage {
  readonly records: readonly StreamRecord[];
  /** Reads the next ones; absent at the end of the shard. */
  readonly next?: string | undefined;
}

interface Description {
  readonly StreamStatus?: string;
  readonly LastEvaluatedShardId?: string | null;
  readonly Shards: readonly {
    readonly ShardId: string;
    readonly ParentShardId?: string | null;
    readonly SequenceNumberRange?: { readonly EndingSequenceNumber?: string | null };
  }[];
}

interface WireRecord {
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly dynamodb: {
    readonly Keys: object;
    readonly SequenceNumber: string;
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime?: number;
  };
}

const kinds = { INSERT: "insert", MODIFY: "update", REMOVE: "delete" } as const;

/** The operations of DynamoDB Streams. */
export class StreamsApi {
  /** @param service DynamoDB Streams; retries what fails */
  constructor(private readonly service: Caller) {}

  /** @throws what the service throws */
  async shards(arn: string, signal?: AbortSignal): Promise<ListedShards> {
    const shards: ListedShard[] = [];
    for (let after: string | undefined; ;) {
      const request = { StreamArn: arn, ...(after !== undefined && { ExclusiveStartShardId: after }) };
      const json = await this.call("DescribeStream", request, signal);
      const page = json["StreamDescription"] as Description;
      for (const { ShardId: id, ParentShardId: parent, SequenceNumberRange: range } of page.Shards)
        shards.push({ id, parent: parent ?? undefined, isClosed: range?.EndingSequenceNumber != null });
      after = page.LastEvaluatedShardId ?? undefined;
      if (after === undefined) return { shards, isDisabled: page.StreamStatus === "DISABLED" };
    }
  }

  /** An iterator over the records after a position; it can be used for 15 minutes. @throws what the service throws */
  async iterator(arn: string, shard: string, after: ShardPosition, signal?: AbortSignal): Promise<string> {
    const from =
      after === "trim-horizon"
        ? { ShardIteratorType: "TRIM_HORIZON" }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: after };
    const json = await this.call("GetShardIterator", { StreamArn: arn, ShardId: shard, ...from }, signal);
    return json["ShardIterator"] as string;
  }

  /** @param limit at most 1000. @throws what the service throws */
  async records(iterator: string, signal?: AbortSignal, limit = 1000): Promise<RecordsPage> {
    const json = await this.call("GetRecords", { ShardIterator: iterator, Limit: limit }, signal);
    const records = (json["Records"] as readonly WireRecord[]).map(recordOf);
    return { records, next: (json["NextShardIterator"] as string | null | undefined) ?? undefined };
  }

  private async call(operation: string, request: object, signal: AbortSignal | undefined) {
    return (await this.service.call(operation, Buffer.from(JSON.stringify(request)), signal)).json;
  }
}

function recordOf({ eventName, dynamodb }: WireRecord): StreamRecord {
  const { Keys: keys, SequenceNumber: sequence, ApproximateCreationDateTime: seconds } = dynamodb;
  const at = typeof seconds === "number" ? seconds * 1000 : undefined;
  return { kind: kinds[eventName], keys: parseItem(keys), sequence, at };
}
