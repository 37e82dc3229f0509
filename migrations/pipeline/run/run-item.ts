import type { Write } from "../../dynamodb/writer/item-writer";
import type { JournaledPut, PutOrigin } from "../../dynamodb/writer/wire";
import type { SizedItem } from "../../items/index-entry";
import type { Item } from "../../items/item";
import { itemDigest, textDigest } from "../../items/item-digest";
import { parseItem } from "../../items/item-json";
import { encodeItem, keyAttributesText } from "../../items/item-text";
import type { EncodedFlat } from "../../mapping/finish-item";
import type { Acknowledgement } from "../../run-store/checkpoint";
import type { RowValue } from "../../items/row";
import type { RowOrigin } from "../../sources/source";
import type { RejectedPart } from "../read/reject-line";
import type { ReadItem, ReadRow } from "../read/read-stream";
import type { Ending } from "../read/tally";

/** The settings that the rows of a chunk share. */
export interface RowsOrigin {
  readonly entity: string;
  /** Location of the rows, as the source reports it. */
  readonly origin?: RowOrigin | undefined;
  /** Reads a row of the chunk again. Absent if the rows are kept. */
  readonly reread?: ((row: number) => RowValue) | undefined;
}

/** The settings that the items of a table share. */
export interface WrittenItems {
  /** Partition key first. */
  readonly keyNames: readonly string[];
  /** Write units of an item in the table and in all of its indexes. */
  readonly unitsOf: (sized: SizedItem) => number;
}

/**
 * An item of a run on its way into the table, from its row until everything before it is settled. One object of few
 * members: some thousands are on their way at a time, and what lives so long is copied by the garbage collector.
 */
export class RunItem implements Write {
  readonly text: string;
  readonly textBytes: number;
  readonly keyText: string;
  readonly bytes: number;
  readonly units: number;
  /** The digest of its key; see `keyDigest`. */
  readonly key: string;
  journaled: JournaledPut | undefined;
  private readonly isCanonical: boolean;

  readonly row: number;
  private readonly number: number;
  private readonly isOneOfSeveral: boolean;
  private readonly rows: RowsOrigin;
  private readonly value: RowValue;
  private readonly rowKey: string | undefined;
  private readonly line: number | undefined;

  /** @param index of the row's outcomes */
  constructor(
    { number: row, outcomes, value, key: rowKey, line }: ReadRow,
    index: number,
    rows: RowsOrigin,
    { keyNames, unitsOf }: WrittenItems,
  ) {
    const outcome = outcomes[index] as ReadItem;
    const { item, key } = encodedForms(outcome, keyNames);
    this.text = item.text;
    this.textBytes = item.textBytes;
    this.isCanonical = item.isCanonical;
    this.keyText = key.attributes;
    this.bytes = outcome.bytes;
    this.units = unitsOf(outcome);
    this.key = outcome.digest;
    this.row = row;
    this.number = index + 1;
    this.isOneOfSeveral = outcomes.length > 1;
    this.rows = rows;
    this.value = rows.reread ? undefined : value;
    this.rowKey = rowKey;
    this.line = line;
  }

  get item(): Item {
    return parseItem(JSON.parse(this.text));
  }

  get origin(): PutOrigin {
    return { entity: this.rows.entity, row: this.row, item: this.number };
  }

  digest(): string {
    return this.isCanonical ? textDigest(this.text) : itemDigest(this.item);
  }

  /** As it was read, for a reject. */
  get part(): RejectedPart {
    const { row, number: item, isOneOfSeveral, rowKey: key, line, rows } = this;
    const value = rows.reread ? rows.reread(row) : this.value;
    return { row, item, isOneOfSeveral, value, key, origin: rows.origin, line };
  }

  /** Its record for the progress log, once it is settled. @param message why it was not written, if so */
  acknowledgement(ending: Ending, message?: string): Acknowledgement {
    const said = { entity: this.rows.entity, row: this.row, item: this.number, key: this.key, ending };
    return message === undefined ? said : { ...said, message };
  }
}

/** An item and its key attributes as they go over the wire. */
export function encodedForms(outcome: ReadItem, keyNames: readonly string[]): EncodedFlat {
  if (outcome.encoded) return outcome.encoded;
  const { item, key } = outcome;
  const encoded = encodeItem(item);
  // Counting the bytes also makes one string of the parts that it was put together from, which would all be kept.
  const sizes = { textBytes: Buffer.byteLength(encoded.text), bytes: outcome.bytes };
  return {
    item: { ...encoded, ...sizes },
    key: { text: key, attributes: keyAttributesText(item, keyNames) },
  };
}
