import type { ConsumedUnits } from "../../dynamodb/rate/consumed-units";
import type { KeyLookup } from "../../dynamodb/reader/item-reader";
import { changedNames, type ItemChanges, type ItemWrite } from "../../dynamodb/writer/item-changes";
import type { Put, PutOutcome, PutResponse, Wire } from "../../dynamodb/writer/wire";
import { withoutEpoch } from "../../items/epoch-attribute";
import type { Item } from "../../items/item";
import { itemDigest } from "../../items/item-digest";
import { itemBytes } from "../../items/item-size";
import { InterruptedError } from "../../errors";
import type { CompiledChange } from "../../mapping/item-change";
import type { Journal, NewEntry } from "../../run-store/journal/journal";
import { type ChangeAttempt, type EarlierChanges, isResultOf } from "./change-attempts";

/** How often an item that other clients write to meanwhile is read again at once, before the writer waits. */
const maxRounds = 8;

/** What changing items needs. */
export interface ChangeWireSettings {
  /** The table's name in AWS. */
  readonly table: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  readonly reader: KeyLookup;
  readonly changes: Pick<ItemChanges, "send">;
  readonly change: CompiledChange;
  /** Keeps what is needed to roll the changes back, and to know after a kill which were sent. */
  readonly journal: Journal;
  readonly earlier: EarlierChanges;
  /** Waits until the table may be given a write of this size; the result corrects the estimate. @default no limit */
  readonly take?: ((item: Item, bytes: number) => Promise<(consumed: ConsumedUnits) => void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const written: PutOutcome = { kind: "written" };
const unprocessed: PutOutcome = { kind: "unprocessed" };

/** What is to be sent for an item, or the outcome if nothing is. */
type Decision = { readonly write: ItemWrite } | { readonly outcome: PutOutcome };

/**
 * Changes items that exist. A put holds an item's key only: before every request the item is read (strongly
 * consistent), the change is computed from it and journaled, and it is sent on the condition that the item is still
 * what was read. If it is not, it is read again, so that no write of another client is lost.
 *
 * A change is done once: a request without a response, in this process or before a kill, is recognized by what it was
 * to make of the item. Only if another client has changed the item since, and the change would give another result the
 * second time (such as an addition), is it unknown; such an item is rejected.
 */
export class ChangeWire implements Wire {
  private readonly attempts = new WeakMap<Put, ChangeAttempt[]>();

  constructor(private readonly settings: ChangeWireSettings) {}

  async put(puts: readonly Put[]): Promise<PutResponse> {
    const outcomes = new Map<Put, PutOutcome>();
    let failure: Error | undefined;
    let pending = puts;
    for (let round = 0; round < maxRounds && pending.length > 0; round++) {
      const found = await this.find(pending);
      const settled = await Promise.allSettled(
        pending.map((put) => this.change(put, found.get(put.keyText))),
      );
      pending = pending.filter((put, index) => {
        const result = settled[index] as PromiseSettledResult<Sent>;
        if (result.status === "rejected") throw result.reason;
        if (result.value === "conflict") return true;
        if (result.value instanceof Error) failure = result.value;
        outcomes.set(put, result.value instanceof Error ? unprocessed : result.value);
        return false;
      });
    }
    const all = puts.map((put) => outcomes.get(put) ?? unprocessed);
    // The error says more than that nothing was done.
    if (failure && all.every(({ kind }) => kind === "unprocessed")) throw failure;
    return { outcomes: all };
  }

  private find(puts: readonly Put[]): Promise<ReadonlyMap<string, Item>> {
    const { reader, table, keyNames } = this.settings;
    const keys = puts.map(({ keyText }) => keyText);
    return reader.find(table, keys, keyNames);
  }

  private async change(put: Put, item: Item | undefined): Promise<Sent> {
    const decision = this.decide(put, item);
    if ("outcome" in decision) return decision.outcome;
    const { write } = decision;
    const correct = await this.take(write);
    const attempt = await this.journaled(put, write);
    const outcome = await this.settings.changes.send(write);
    switch (outcome.kind) {
      case "done":
        if (outcome.consumed) correct?.(outcome.consumed);
        await this.journalReplaced(put, write, withoutEpoch(outcome.replaced));
        return written;
      case "failed":
        if (!outcome.mayBeDone) await this.void(put, attempt);
        return outcome.error;
      case "conflict":
        await this.void(put, attempt);
        return "conflict";
      case "refused":
        await this.void(put, attempt);
        return outcome;
    }
  }

  private decide(put: Put, item: Item | undefined): Decision {
    const { change } = this.settings;
    const attempts = this.attemptsOf(put);
    if (attempts.some((attempt) => isResultOf(attempt, item))) return { outcome: written };
    if (!item) return { outcome: { kind: "exists", stored: {} } };
    const changed = change.apply(item);
    switch (changed.kind) {
      case "rejected":
        return { outcome: changed };
      case "unchanged":
        return { outcome: attempts.length > 0 ? written : { kind: "exists", stored: item } };
      case "deleted":
        return { write: { before: item } };
      case "changed":
        return isUncertain(attempts, item) && change.apply(changed.item).kind !== "unchanged"
          ? { outcome: uncertain }
          : { write: { before: item, after: changed.item } };
    }
  }

  private attemptsOf(put: Put): ChangeAttempt[] {
    const attempts = this.attempts.get(put) ?? [...this.settings.earlier.of(put.keyText)];
    this.attempts.set(put, attempts);
    return attempts;
  }

  private async take({ before, after }: ItemWrite): Promise<((consumed: ConsumedUnits) => void) | undefined> {
    const { take, signal } = this.settings;
    if (!take) return undefined;
    const [bytes, later] = [itemBytes(before), after ? itemBytes(after) : 0];
    const correct = await take(later > bytes && after ? after : before, Math.max(bytes, later));
    // An abort ends the wait early: sending then would exceed the rate.
    if (signal?.aborted) throw new InterruptedError();
    return correct;
  }

  /** Journals a request, unless an identical one of this item may still be on its way. */
  private async journaled(put: Put, { before, after }: ItemWrite): Promise<ChangeAttempt> {
    const attempts = this.attemptsOf(put);
    const attempt: ChangeAttempt = { before, wrote: after && itemDigest(after) };
    const same = attempts.find((one) => one.wrote === attempt.wrote && isSame(one.before, before));
    if (same) return { ...same };
    await this.settings.journal.append([this.entryOf(put, attempt)]);
    attempts.push(attempt);
    return attempt;
  }

  /** Nothing of a request was done. An identical one that was sent before may have been. */
  private async void(put: Put, attempt: ChangeAttempt): Promise<void> {
    const attempts = this.attemptsOf(put);
    const at = attempts.indexOf(attempt);
    if (at === -1) return;
    attempts.splice(at, 1);
    const { table } = this.settings;
    const { keyText, origin } = put;
    const entry = { table, keyText, isVoid: true as const, ...(origin && { origin }) };
    const { wrote } = attempt;
    await this.settings.journal.append([wrote === undefined ? entry : { ...entry, wrote }]);
  }

  /** Another client added attributes between read and write: a rollback restores them too. */
  private async journalReplaced(put: Put, { before, after }: ItemWrite, replaced: Item): Promise<void> {
    if (isSame(before, replaced)) return;
    const wrote = after && itemDigest(merged(replaced, before, after));
    await this.settings.journal.append([this.entryOf(put, { before: replaced, wrote })]);
  }

  private entryOf({ keyText, origin }: Put, { before, wrote }: ChangeAttempt): NewEntry {
    const { table } = this.settings;
    return { table, keyText, before, ...(wrote !== undefined && { wrote }), ...(origin && { origin }) };
  }
}

/** The outcome of a request; an error if it is to be sent again. */
type Sent = PutOutcome | "conflict" | Error;

const uncertain: PutOutcome = {
  kind: "rejected",
  rejection: {
    code: "write-uncertain",
    message:
      "a request to change this item was sent, its response was lost, and another client has changed the item since; whether the change was made is unknown",
  },
};

/** Whether an attempt may have been done, and another client has written the item since. */
function isUncertain(attempts: readonly ChangeAttempt[], item: Item): boolean {
  return attempts.length > 0 && !attempts.some(({ before }) => isSame(before, item));
}

function isSame(one: Item, other: Item): boolean {
  return itemDigest(one) === itemDigest(other);
}

/** What a change makes of an item that has attributes besides those that were read. */
function merged(replaced: Item, before: Item, after: Item): Item {
  const changed = new Set(changedNames(before, after));
  const kept = Object.entries(replaced).filter(([name]) => !changed.has(name));
  return Object.fromEntries([...kept, ...Object.entries(after).filter(([name]) => changed.has(name))]);
}
