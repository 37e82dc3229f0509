import type { Journal, JournalEntry, Origin } from "../../run-store/journal/journal";
import type { ItemReader } from "../../dynamodb/reader/item-reader";
import type { Item } from "../../items/item";
import { itemDigest } from "../../items/item-digest";
import type { Put, PutResponse, PutOutcome, Wire } from "../../dynamodb/writer/wire";
import type { ConsumedUnits } from "../../dynamodb/rate/consumed-units";
import type { EarlierWrites } from "./earlier-writes";

/** A table that is read before it is written to. */
export interface JournaledTable {
  readonly name: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  readonly reader: ItemReader;
  /** Whether items of others stay as they are: they are answered with `exists`. */
  readonly keepsExisting: boolean;
  /** Keeps what is needed to roll the writes back. @default nothing is kept */
  readonly journal?: Journal | undefined;
  /** Replaces an item that the run itself has written with other contents. @default the wire for all others */
  readonly replacing?: Wire | undefined;
  /** What earlier processes of the run have sent. @default nothing */
  readonly earlier?: EarlierWrites | undefined;
}

/** An item that was journaled and sent. */
interface Sent {
  readonly wrote: string;
  /** The digest of the item that it replaces. */
  readonly before: string | undefined;
}

/** A put with what was read of its key. */
interface Looked extends Put {
  readonly key: Item;
  readonly found: Item | undefined;
  /** Whether the run itself has written what was found. */
  readonly isOwn: boolean;
}

const written: PutOutcome = { kind: "written" };

/**
 * Puts through another wire. Before every request, and every repeated one, it reads the items' keys (strongly
 * consistent), so that no item is replaced unseen, and journals what is needed to roll the request back.
 *
 * - An item that the run itself has sent before, in this process or before a kill, is `written`. One that it sent with
 *   other contents, since the source has changed after what was settled, is replaced.
 * - Another item with the key is replaced, and its contents are journaled; or it stays, with `keepsExisting`. An item
 *   that is already what would be written is `written` if its entry may be in a damaged end of the journal. Nothing is
 *   journaled for it, since it may be another client's: a rollback leaves it.
 *
 * What another client writes between the read and the write (some milliseconds) is replaced unseen, unless the other
 * wire puts on a condition.
 */
export class JournaledWire implements Wire {
  private readonly sent = new WeakMap<Item, Sent>();

  constructor(
    private readonly wire: Wire,
    private readonly table: JournaledTable,
  ) {}

  async put(puts: readonly Put[]): Promise<PutResponse> {
    const looked = await this.look(puts);
    const outcomes = new Map(looked.map((one) => [one, this.outcomeOf(one)]));
    const toSend = looked.filter((one) => outcomes.get(one) === undefined);
    await this.table.journal?.append(toSend.flatMap((one) => this.entry(one) ?? []));
    const { replacing = this.wire } = this.table;
    const consumed: (ConsumedUnits | undefined)[] = [];
    for (const wire of new Set([this.wire, replacing])) {
      const ofWire = toSend.filter((one) => (one.isOwn ? replacing : this.wire) === wire);
      if (ofWire.length === 0) continue;
      const answer = await wire.put(ofWire);
      ofWire.forEach((one, index) =>
        outcomes.set(one, this.judged(one, answer.outcomes[index] as PutOutcome)),
      );
      consumed.push(answer.consumed);
    }
    await this.journalRefused(toSend.filter((one) => outcomes.get(one)?.kind === "exists"));
    return { outcomes: looked.map((one) => outcomes.get(one) as PutOutcome), consumed: sumOfUnits(consumed) };
  }

  private async look(puts: readonly Put[]): Promise<Looked[]> {
    const { reader, name, keyNames } = this.table;
    const keys = puts.map(({ item }) => keyOf(item, keyNames));
    const found = await reader.get(name, keys);
    return puts.map((put, index) => {
      const stored = found[index];
      const isOwn = stored !== undefined && this.isOwn(put.item, stored);
      return { ...put, key: keys[index] as Item, found: stored, isOwn };
    });
  }

  /** The outcome of a put that need not be sent. */
  private outcomeOf({ item, key, found, origin, isOwn }: Looked): PutOutcome | undefined {
    if (found === undefined) return undefined;
    const wrote = itemDigest(item);
    const isSame = itemDigest(found) === wrote;
    if (isOwn) return isSame ? written : undefined;
    if (!this.table.keepsExisting) return undefined;
    const isLost =
      isSame && this.table.earlier?.takeLost(this.entryOf(key, wrote, { ...(origin && { origin }) }));
    return isLost ? written : { kind: "exists", stored: found };
  }

  /** Whether the run itself has written an item that was found. */
  private isOwn(item: Item, found: Item): boolean {
    const { name, keyNames, earlier, journal } = this.table;
    const digest = itemDigest(found);
    const sent = this.sent.get(item);
    if (sent?.wrote === digest) return true;
    if (earlier?.has(name, item, keyNames, digest)) return true;
    // Without a journal nothing tells what was in flight at a kill; the same item is taken for that.
    return !journal && digest === itemDigest(item);
  }

  /** What to journal before a put is sent; `undefined` if it changes nothing or was journaled before. */
  private entry({ item, key, found, origin }: Looked): JournalEntry | undefined {
    const wrote = itemDigest(item);
    const before = found && itemDigest(found);
    const sent = this.sent.get(item);
    if (sent && sent.before === before) return undefined;
    this.sent.set(item, { wrote, before });
    if (before === wrote) return undefined;
    return this.entryOf(key, wrote, { ...(found && { before: found }), ...(origin && { origin }) });
  }

  /** An item may have been put there after the read: by another client, or by what a kill left in flight. */
  private judged({ item }: Looked, outcome: PutOutcome): PutOutcome {
    if (outcome.kind !== "exists") return outcome;
    const { name, keyNames, earlier } = this.table;
    const stored = itemDigest(outcome.stored);
    if (!earlier?.has(name, item, keyNames, stored)) return outcome;
    return stored === itemDigest(item) ? written : { kind: "unprocessed" };
  }

  /** Nothing of these puts was written: a rollback must not take another client's item for theirs. */
  private async journalRefused(refused: readonly Looked[]): Promise<void> {
    if (refused.length === 0) return;
    await this.table.journal?.append(
      refused.map(({ item, key, origin }) =>
        this.entryOf(key, itemDigest(item), { isVoid: true, ...(origin && { origin }) }),
      ),
    );
  }

  private entryOf(
    key: Item,
    wrote: string,
    rest: { readonly before?: Item; readonly origin?: Origin; readonly isVoid?: true },
  ): JournalEntry {
    return { table: this.table.name, key, wrote, ...rest };
  }
}

function keyOf(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.map((name) => [name, item[name]])) as Item;
}

/** Units of several requests; `undefined` if those of one are not known. */
function sumOfUnits(all: readonly (ConsumedUnits | undefined)[]): ConsumedUnits | undefined {
  let table = 0;
  const indexes = new Map<string, number>();
  for (const units of all) {
    if (units === undefined) return undefined;
    table += units.table;
    for (const [name, some] of Object.entries(units.indexes))
      indexes.set(name, (indexes.get(name) ?? 0) + some);
  }
  return { table, indexes: Object.fromEntries(indexes) };
}
