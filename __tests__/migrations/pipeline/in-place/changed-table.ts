import { ServiceError } from "../../../../migrations/dynamodb/client/service-error";
import {
  changedNames,
  type ChangeOutcome,
  type ItemWrite,
} from "../../../../migrations/dynamodb/writer/item-changes";
import type { Item } from "../../../../migrations/items/item";
import { canonicalText } from "../../../../migrations/items/item-text";
import type { JournalEntry, NewEntry } from "../../../../migrations/run-store/journal/journal";
import { readEntry } from "../../run-store/journal/journal-entries";

/** The fate of one request. */
export type Fault = "none" | "throttled" | "lost-before" | "lost-after";

/** A table in memory, with the journal of a run that changes its items. Its key is `id`. */
export class ChangedTable {
  readonly items = new Map<string, Item>();
  readonly journal: JournalEntry[] = [];
  /** Requests that were done, by id. */
  readonly done = new Map<string, number>();
  /** Called before every request is done; other clients write here. */
  before: (id: string) => void = () => {};
  fault: () => Fault = () => "none";

  hold(...items: readonly Item[]): void {
    for (const item of items) this.items.set(item["id"]?.S ?? "", item);
  }

  readonly reader = {
    find: (_: string, keyTexts: readonly string[]): Promise<Map<string, Item>> => {
      const found = keyTexts.flatMap((text) => {
        const item = this.items.get((JSON.parse(text) as { id: { S: string } }).id.S);
        return item ? [[text, item] as const] : [];
      });
      return Promise.resolve(new Map(found));
    },
  };

  readonly changes = {
    send: async (write: ItemWrite): Promise<ChangeOutcome> => {
      await Promise.resolve();
      const id = write.before["id"]?.S ?? "";
      const fault = this.fault();
      if (fault === "throttled") return failed(false);
      if (fault === "lost-before") return failed(true);
      this.before(id);
      const outcome = this.sent(id, write);
      return fault === "lost-after" ? failed(true) : outcome;
    },
  };

  readonly appended = {
    append: (entries: readonly NewEntry[]): Promise<void> =>
      Promise.resolve(void this.journal.push(...entries.map(readEntry))),
  };

  private sent(id: string, { before, after }: ItemWrite): ChangeOutcome {
    const stored = this.items.get(id);
    const names = [...Object.keys(before), ...(after ? changedNames(before, after) : [])];
    if (!stored || !names.every((name) => textOf(stored, name) === textOf(before, name)))
      return { kind: "conflict" };
    this.done.set(id, (this.done.get(id) ?? 0) + 1);
    if (!after) this.items.delete(id);
    else {
      const item = { ...stored };
      for (const name of changedNames(before, after)) {
        const value = after[name];
        if (value) item[name] = value;
        else delete item[name];
      }
      this.items.set(id, item);
    }
    return { kind: "done", replaced: stored };
  }
}

function textOf(item: Item, name: string): string {
  const value = item[name];
  return value ? canonicalText({ value }) : "";
}

function failed(mayBeDone: boolean): ChangeOutcome {
  return { kind: "failed", mayBeDone, error: new ServiceError("transient", "ECONNRESET", "lost") };
}
