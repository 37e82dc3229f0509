import { InterruptedError, RunnerError } from "../../errors";
import { fileSystemError } from "../../files/file-system-error";
import { keyText } from "../../items/key-check";
import { unmarshal } from "../../items/unmarshal";
import type { Checkpoint, RunStore } from "../../run-store/checkpoint";
import type { JournalEntry, RunJournal } from "../../run-store/journal/journal";
import { keyDigest } from "../../seen-keys/key-digest";
import type { Position } from "../../sources/source";
import type { Observer } from "../read/observer";
import { GroupWindow } from "../rollback/group-window";
import type { RunResult } from "../run/run-result";
import { changeItem, type ChangeItemSettings } from "./change-item";
import { ChangeLedger } from "./change-ledger";
import type { ChangeChunk, RecordedChange } from "./recorded-change";

/** Items that are read together: the keys of one BatchGetItem request. */
const groupSize = 100;

/** What applying changes takes. */
export interface ApplyChangesSettings extends Omit<ChangeItemSettings, "journal"> {
  readonly store: RunStore;
  /** @default none, as in a dry run */
  readonly journal?: (RunJournal & { readonly found: readonly JournalEntry[] }) | undefined;
  /** What the checkpoints say of the run. */
  readonly run: Pick<Checkpoint, "migration" | "definition" | "target" | "options" | "number">;
  /** For messages: where the changes come from. */
  readonly shown: string;
  /** Identifies the changes. */
  readonly version: string;
  /** Number of changes. */
  readonly total: number;
  /** The table's key attributes, partition key first. */
  readonly keyNames: readonly string[];
  /** The changes after a position. Of one item, the earlier change comes first. */
  readonly changes: (after: Position | undefined) => AsyncIterable<ChangeChunk>;
  /** Items that are changed at the same time. */
  readonly concurrency: number;
  readonly observer: Observer;
  readonly now: () => Date;
  /** Milliseconds since some moment in the past; never set back. */
  readonly monotonic: () => number;
  /** The checkpoint is at most this old. @default 1000 */
  readonly saveEveryMs?: number;
}

/** Makes changes to the items of a table. A failure is part of the result; see `RunResult.failure`. */
export function applyChanges(settings: ApplyChangesSettings): Promise<RunResult> {
  return new ChangeRun(settings).run();
}

class ChangeRun {
  private readonly ledger: ChangeLedger;
  private readonly window: GroupWindow<RecordedChange>;
  private readonly startedAt: Date;
  private readonly openedAtMs: number;
  /** Rows whose writes an earlier process has sent, perhaps. */
  private readonly sent: ReadonlySet<number>;
  private group = new Map<string, RecordedChange>();
  private lastSave = -Infinity;
  private isSaving = false;

  constructor(private readonly settings: ApplyChangesSettings) {
    const { table, store, concurrency, signal, journal } = settings;
    this.ledger = new ChangeLedger(table, store);
    this.window = new GroupWindow(concurrency, signal);
    this.startedAt = store.checkpoint ? new Date(store.checkpoint.startedAt) : settings.now();
    this.openedAtMs = settings.monotonic();
    this.sent = sentRows(journal?.found ?? []);
  }

  async run(): Promise<RunResult> {
    const { store, observer, table, shown } = this.settings;
    if (store.checkpoint) await store.forgetRejectsAbove(new Map([[table, this.ledger.settledUpTo]]));
    await this.save("running");
    observer.started(table, shown, table);
    const failure = await this.applyAll();
    observer.ended(table, this.ledger.tally);
    const outcome = !failure ? "finished" : failure instanceof InterruptedError ? "interrupted" : "stopped";
    await this.save(outcome);
    return {
      ...{ run: store.run, folder: store.folder, dryRun: this.settings.dryRun, outcome },
      ...{ startedAt: this.startedAt, endedAt: this.settings.now(), activeMs: this.activeMs, retries: {} },
      entities: [{ entity: table, table, tally: this.ledger.tally }],
      ...(failure && { failure }),
    };
  }

  private async applyAll(): Promise<RunnerError | undefined> {
    try {
      await this.readAll();
      await this.window.end();
      return this.window.isComplete ? undefined : new InterruptedError();
    } catch (error) {
      if (error instanceof RunnerError) return error;
      const refusal = fileSystemError(error);
      if (refusal) return refusal;
      throw error;
    }
  }

  private async readAll(): Promise<void> {
    const { changes } = this.settings;
    const { position } = this.ledger;
    let row = position?.row ?? 0;
    try {
      for await (const chunk of changes(position)) {
        for (const change of chunk.changes) {
          row = change.row;
          if (row > this.ledger.settledUpTo && !(await this.take(change))) return;
        }
        this.ledger.passed({ row, cursor: chunk.cursor });
      }
      await this.flush();
    } catch (error) {
      this.window.fail(error);
      await this.window.end();
      throw error;
    }
  }

  /** `false` if nothing more is started. */
  private async take(change: ChangeChunk["changes"][number]): Promise<boolean> {
    this.ledger.begin();
    if (change.kind === "unreadable") {
      const settled = { ...change, id: "" };
      if (!this.ledger.recall(settled)) this.ledger.settle(settled, "unreadable-row", change.reason);
      return true;
    }
    const id = this.idOf(change);
    if (this.ledger.recall(settledOf(change, id))) return true;
    // Changes of one item are made one after the other.
    if (this.group.has(id) && !(await this.flush())) return false;
    this.group.set(id, change);
    return this.group.size < groupSize || this.flush();
  }

  private async flush(): Promise<boolean> {
    const { group } = this;
    this.group = new Map();
    if (group.size === 0) return true;
    const isStarted = await this.window.start(group, (changes) => this.apply(changes));
    await this.saveIfDue();
    return isStarted;
  }

  private async apply(changes: readonly RecordedChange[]): Promise<void> {
    const { reader, table, observer, total } = this.settings;
    const found = await reader.get(
      table,
      changes.map(({ key }) => key),
    );
    const items = new Map(changes.map((change, index) => [change, found[index]]));
    await this.window.each(changes, async (change) => {
      const wasSent = this.sent.has(change.row);
      const outcome = await changeItem(change, items.get(change), wasSent, this.settings);
      this.ledger.settle(settledOf(change, this.idOf(change)), outcome.ending, outcome.message);
      await this.saveIfDue();
    });
    observer.progressed(table, { rows: this.ledger.settledRows, total, isTotalExact: true, unit: "item" });
  }

  private idOf({ key }: RecordedChange): string {
    return keyDigest(keyText(key, this.settings.keyNames));
  }

  private get activeMs(): number {
    const { store, monotonic } = this.settings;
    return Math.round((store.checkpoint?.activeMs ?? 0) + monotonic() - this.openedAtMs);
  }

  /** Several items are changed at the same time; one of them saves. */
  private async saveIfDue(): Promise<void> {
    const { monotonic, saveEveryMs = 1000 } = this.settings;
    if (this.isSaving || monotonic() - this.lastSave < saveEveryMs) return;
    this.isSaving = true;
    try {
      await this.save("running");
    } finally {
      this.isSaving = false;
    }
  }

  private async save(state: Checkpoint["state"]): Promise<void> {
    const { store, run, table, now, journal, version, total, monotonic } = this.settings;
    const part = { sourceVersion: version, totalRows: total, done: state === "finished" };
    const entity = { ...this.ledger.checkpoint(), ...part };
    const checkpoint: Checkpoint = {
      ...{ formatVersion: 2, run: store.run, ...run, state },
      ...{ startedAt: this.startedAt.toISOString(), updatedAt: now().toISOString(), activeMs: this.activeMs },
      entities: { [table]: entity },
      ...(journal && { journal: journal.mark(new Map([[table, entity.settledUpTo]])) }),
    };
    await store.save(checkpoint, this.ledger.ahead, journal && (() => journal.sync()));
    this.lastSave = monotonic();
  }
}

function settledOf({ row, key }: RecordedChange, id: string) {
  return { row, id, value: unmarshal(key) };
}

/** A void entry cancels the one before it of the same row. */
function sentRows(found: readonly JournalEntry[]): Set<number> {
  const rows = new Set<number>();
  for (const { origin, isVoid } of found) {
    if (!origin) continue;
    if (isVoid) rows.delete(origin.row);
    else rows.add(origin.row);
  }
  return rows;
}
