import { resolve } from "node:path";
import { BatchedDeletes } from "../../dynamodb/writer/batched-deletes";
import { TableItems } from "../../dynamodb/writer/table-items";
import type { Item } from "../../items/item";
import { itemBytes } from "../../items/item-size";
import { keyAttributes } from "../../items/target-table";
import { applyChanges } from "../../pipeline/changes/apply-changes";
import type { ConflictPolicy } from "../../pipeline/run/entity-run";
import type { RunResult } from "../../pipeline/run/run-result";
import type { Checkpoint, RunStore } from "../../run-store/checkpoint";
import { RunFolder } from "../../run-store/folder/run-folder";
import { nextNumber, readRuns } from "../../run-store/folder/run-list";
import type { JournalFile } from "../../run-store/journal/journal-file";
import { MemoryStore } from "../../run-store/memory-store";
import { documentOf } from "../../report/json/document";
import { runJson } from "../../report/json-report";
import { type LocationOptions, nextCommand, nextCommandText } from "../output/next-command";
import { makeObserver } from "../output/progress";
import type { ProcessContext } from "../process-context";
import { askedOptions } from "./asked-options";
import { identitiesOf } from "./chosen-table";
import { chooseRun, damagedWarnings, newRunName, type RunRequest } from "./choose-run";
import { controlIn } from "./obey-authority";
import { obeyTableAuthority } from "./obey-table-authority";
import { changesOf, type OpenedChanges } from "./open-changes";
import { openJournal } from "./open-journal";
import { refuseRecreated } from "./refuse-recreated";
import { opener } from "./run-opener";
import type { TableAccess } from "./table-access";
import { writeLimit, writeRate } from "./write-rate";

/** Options of the commands that make changes. */
export interface ChangeOptions extends LocationOptions {
  readonly runFolder: string;
  readonly onConflict?: ConflictPolicy;
  readonly dryRun?: boolean;
  readonly resume?: string | boolean;
  readonly journal?: boolean;
  readonly rate?: number;
  readonly concurrency: number;
  readonly json?: boolean;
}

/** Makes the changes of exports in a run of their own, which `status`, `report` and `rollback` know. */
export class ChangeRun {
  private readonly items: TableItems;
  private readonly target: Checkpoint["target"];

  constructor(
    private readonly changes: OpenedChanges,
    private readonly access: TableAccess,
    private readonly options: ChangeOptions,
    private readonly context: ProcessContext,
  ) {
    const { service, retryPolicy, place, region } = access;
    const { table } = changes.table;
    this.items = new TableItems(service, retryPolicy, context.signal);
    this.target = {
      ...{ place, region, tables: { [table.name]: table.name } },
      tableIds: identitiesOf(changes.table),
    };
  }

  /** Writes nothing. */
  async dry(addReject?: RunStore["addReject"]): Promise<RunResult> {
    return this.applyIn(new MemoryStore("dry-run", addReject), undefined, undefined);
  }

  /**
   * @param confirm is called before the first write of a new run
   * @throws UsageError if an interrupted run cannot be resumed
   */
  async apply(confirm: () => Promise<void>): Promise<RunResult> {
    const { options, context } = this;
    const parent = resolve(context.cwd, options.runFolder);
    const list = await readRuns(parent);
    damagedWarnings(list.damaged).forEach(context.error);
    const earlier = chooseRun(list, this.request);
    refuseRecreated(earlier, this.target.tableIds ?? {}, (id) => id);
    if (!earlier) await confirm();
    await this.obeyCutover();
    const taken = [...list.runs, ...list.damaged].map(({ run }) => run);
    const name = earlier?.run ?? newRunName(this.request.migration, context.now(), taken);
    const store = await RunFolder.open(parent, name, opener(context));
    try {
      if (earlier) context.error(`Resuming run ${name} (--no-resume starts over)`);
      const journal = await openJournal(store, options.journal ?? true);
      try {
        const result = await this.applyIn(store, journal, nextNumber(list));
        await store.saveResult(documentOf("run", runJson(result)));
        return result;
      } finally {
        await journal?.close();
      }
    } finally {
      await store.close();
    }
  }

  private async obeyCutover(): Promise<void> {
    const { changes, access, control, context } = this;
    const tables = [changes.table.table.name];
    await obeyTableAuthority(changes.kind, { tables, client: access.client, control }, context);
  }

  /** The table of the control of cutovers. */
  private get control(): string | undefined {
    return controlIn(this.access.opened, this.options, this.context);
  }

  private get request(): RunRequest {
    const { changes, options } = this;
    const { place, region, tables } = this.target;
    return {
      migration: `${changes.kind}-${changes.table.table.name}`,
      definition: changes.fingerprint,
      target: { place, region, tables },
      resume: options.resume,
      rollback: (run) => nextCommandText("rollback", [run], options),
    };
  }

  private applyIn(
    store: RunStore,
    journal: JournalFile | undefined,
    number: number | undefined,
  ): Promise<RunResult> {
    const { changes, access, options, context, items } = this;
    const { table } = changes.table;
    const limit = writeLimit(table, writeRate(table, options.rate, access));
    const take = async (item: Item): Promise<void> => {
      await limit?.take([{ item, bytes: itemBytes(item) }], context.signal);
    };
    const { migration, definition } = this.request;
    const before = store.checkpoint?.number;
    return applyChanges({
      ...{ store, journal, reader: items, table: table.name, signal: context.signal },
      writer: new BatchedDeletes(items, access.service, context.signal),
      run: { migration, definition, target: this.target, options: this.asked(), number: before ?? number },
      shown: changes.exports.map(({ shown }) => shown).join(", "),
      ...{ version: changes.fingerprint, total: changes.total },
      keyNames: keyAttributes(table).map(({ name }) => name),
      changes: (after) => changesOf(changes, after, context.signal),
      ...{ conflict: options.onConflict ?? "fail", dryRun: options.dryRun ?? false },
      concurrency: options.concurrency,
      ...(limit && { take }),
      observer: makeObserver(context, { quiet: options.json ?? false }),
      ...{ now: context.now, monotonic: context.monotonic },
    });
  }

  /** What was asked, as the checkpoint keeps it. */
  private asked(): Checkpoint["options"] {
    const { onConflict = "fail", rate, concurrency } = this.options;
    const next = nextCommand("status", [], this.options);
    const said = { onConflict, rate, concurrency, cutoverControl: this.control };
    return askedOptions(said, next, this.context);
  }
}
