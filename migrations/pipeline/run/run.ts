import type { Acknowledgement, Checkpoint, RunStore } from "../../run-store/checkpoint";
import type { Entity } from "../../definition/definition";
import { InterruptedError, RunnerError, UsageError } from "../../errors";
import { fileSystemError } from "../../files/file-system-error";
import type { RunJournal } from "../../run-store/journal/journal";
import type { MakeWriter } from "../../dynamodb/writer/item-writer";
import type { ObjectStore } from "../../objects/object-store";
import type { Comparison } from "../../files/comparison";
import { tableNames, type TargetTable } from "../../items/target-table";
import { EntityReader, type ReaderSettings } from "../read/entity-reader";
import { EntityRun, type ConflictPolicy } from "./entity-run";
import type { SpreadWindow } from "../../dynamodb/writer/spreading-writer";
import type { Observer } from "../read/observer";
import type { EntityResult, RunResult } from "./run-result";
import { wantedEntities } from "../read/wanted-entities";

/** The version of a source that could not be read: whatever it is later, nothing has come from it. */
const unreadable = "unreadable";

/** Dependencies and settings of a run. The command line creates the adapters. */
export interface RunSettings extends ReaderSettings {
  readonly store: RunStore;
  /** The journal to roll the run back with. @default no journal */
  readonly journal?: RunJournal | undefined;
  /** Makes the writer of an entity. */
  readonly makeWriter: MakeWriter<TargetTable>;
  /** The entities to move. @default all */
  readonly entities?: readonly string[];
  /** Rows of each entity to read. @default all */
  readonly limit?: number;
  readonly conflict: ConflictPolicy;
  /** Storage for attributes that are too large for an item. @default none, as in a dry run */
  readonly objects?: ObjectStore;
  readonly dryRun: boolean;
  /** Location of the tables, for the checkpoint. */
  readonly place: string;
  readonly region: string;
  /** For the checkpoint: the identities of the tables, by table id. @default not known */
  readonly tableIds?: Readonly<Record<string, string>>;
  /** For the checkpoint of a new run: which run of its run folder it is. @default not known */
  readonly number?: number | undefined;
  /** For the checkpoint: what was asked. */
  readonly options: Checkpoint["options"];
  /** The wall clock, for the dates that people read. */
  readonly now: () => Date;
  /** Milliseconds since some moment in the past; never set back. */
  readonly monotonic: () => number;
  /** The checkpoint is at most this old; what was acknowledged since is in the progress log. @default 1000 */
  readonly saveEveryMs?: number;
  /** Random numbers in [0, 1), to shuffle the writes. */
  readonly random: () => number;
  /** Window of writes to shuffle. */
  readonly spread?: SpreadWindow;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
}

/** Moves the rows of a definition into its tables. A failure is part of the result; see `RunResult.failure`. */
export async function runMigration(settings: RunSettings): Promise<RunResult> {
  const run = new Run(settings);
  try {
    return await run.run();
  } finally {
    run.close();
  }
}

class Run {
  private readonly reader: EntityReader;
  /** When the first process of the run started. */
  private readonly startedAt: Date;
  private readonly openedAtMs: number;
  private readonly runs: EntityRun[] = [];
  private readonly retries: Record<string, number> = {};
  private lastSave = -Infinity;

  constructor(private readonly settings: RunSettings) {
    this.reader = new EntityReader(settings, (entity, digest) => settings.store.addKey(entity, digest));
    const before = settings.store.checkpoint;
    this.startedAt = before ? new Date(before.startedAt) : settings.now();
    this.openedAtMs = settings.monotonic();
  }

  async run(): Promise<RunResult> {
    const { store, definition, entities } = this.settings;
    const wanted = wantedEntities(definition, entities);
    for (const entity of wanted) this.runs.push(await this.prepare(entity));
    if (store.checkpoint) await this.resumeFrom(store.checkpoint);
    await this.save("running");
    const failure = await this.moveAll();
    return this.conclude(failure);
  }

  close(): void {
    this.reader.close();
  }

  /** Entities that are not moved now count too: their items are in the same tables. */
  private async resumeFrom(checkpoint: Checkpoint): Promise<void> {
    const { store, definition } = this.settings;
    await store.forgetRejectsAbove(settledRows(checkpoint));
    for (const entity of definition.entities) {
      const keys = checkpoint.entities[entity.name]?.keys;
      if (keys !== undefined) await this.reader.remember(entity, store.keys(entity.name, keys));
    }
  }

  /** @throws UsageError if the source changed since the run started */
  private async prepare(entity: Entity): Promise<EntityRun> {
    const { source, store } = this.settings;
    const recorded = store.checkpoint?.entities[entity.name]?.sourceVersion;
    const isKnown = recorded !== undefined && recorded !== unreadable;
    const comparison = isKnown ? await this.compare(entity, recorded) : undefined;
    if (comparison?.kind === "changed") {
      const message = `${source.describe(entity.from)} has changed since the run started: ${comparison.reason}; restore it and repeat the command, or start over with --no-resume and --on-conflict overwrite or skip`;
      throw new UsageError("source-changed", message);
    }
    return new EntityRun({
      ...this.settings,
      reader: this.reader,
      entity,
      sourceVersion: isKnown ? recorded : await this.versionOf(entity),
      believedRows: comparison?.kind === "same-so-far" ? comparison.rows : undefined,
      onRetry: (reason, items) => this.retried(reason, items),
      afterRows: () => this.saveIfDue(),
    });
  }

  /** A source that cannot be read is the entity's failure, met when its turn comes. */
  private async versionOf(entity: Entity): Promise<string> {
    return this.settings.source.version(entity.from).catch(() => unreadable);
  }

  private async compare({ from }: Entity, recorded: string): Promise<Comparison | undefined> {
    const { source, signal } = this.settings;
    try {
      if (source.compare) return await source.compare(from, recorded, signal);
      const now = await source.version(from);
      return now === recorded
        ? { kind: "same" }
        : { kind: "changed", reason: `it was ${recorded}, now ${now}` };
    } catch (error) {
      if (signal?.aborted) throw new InterruptedError();
      if (error instanceof RunnerError) return undefined;
      throw error;
    }
  }

  /** A broken source ends its entity only; anything else ends the run. */
  private async moveAll(): Promise<RunnerError | undefined> {
    for (const run of this.runs) {
      try {
        await run.move();
      } catch (error) {
        const failure = asRunnerError(error);
        if (!failure.code.startsWith("source-")) return failure;
        run.failure = failure;
        this.settings.observer.noted(failure.message);
      }
    }
    return undefined;
  }

  private async conclude(failure: RunnerError | undefined): Promise<RunResult> {
    const { store, now, dryRun } = this.settings;
    const entities = this.runs.map((run): EntityResult => run.result());
    const outcome = this.outcomeOf(failure);
    const isOpen = outcome === "finished" && this.unfinishedElsewhere.length > 0;
    await this.save(isOpen ? "interrupted" : outcome);
    return {
      run: store.run,
      folder: store.folder,
      dryRun,
      outcome,
      startedAt: this.startedAt,
      activeMs: this.activeMs,
      endedAt: now(),
      entities,
      retries: this.retries,
      ...(failure && { failure }),
    };
  }

  private outcomeOf(failure: RunnerError | undefined): RunResult["outcome"] {
    if (failure instanceof InterruptedError) return "interrupted";
    const isStopped = failure !== undefined || this.runs.some((run) => run.failure !== undefined);
    return isStopped ? "stopped" : "finished";
  }

  /** Entities that an earlier process of the run has started and that were not asked for now. */
  private get unfinishedElsewhere(): string[] {
    const moved = new Set(this.runs.map((run) => run.entity.name));
    return Object.entries(this.settings.store.checkpoint?.entities ?? {}).flatMap(([name, { done }]) =>
      done || moved.has(name) ? [] : [name],
    );
  }

  /** Milliseconds that this process and those before it have worked on the run. */
  private get activeMs(): number {
    const { store, monotonic } = this.settings;
    return Math.round((store.checkpoint?.activeMs ?? 0) + monotonic() - this.openedAtMs);
  }

  private retried(reason: string, items: number): void {
    this.retries[reason] = (this.retries[reason] ?? 0) + 1;
    this.settings.observer.retried(reason, items);
  }

  private saveIfDue(): Promise<void> | undefined {
    const isDue = this.settings.monotonic() - this.lastSave >= (this.settings.saveEveryMs ?? 1000);
    return isDue ? this.save("running") : undefined;
  }

  private ahead(): Acknowledgement[] {
    const moved = new Set(this.runs.map((run) => run.entity.name));
    const others = this.settings.store.acknowledged.filter(({ entity }) => !moved.has(entity));
    return [...others, ...this.runs.flatMap((run) => run.ahead)];
  }

  private async save(state: Checkpoint["state"]): Promise<void> {
    const { store, definition, target, place, region, options, now, journal, tableIds } = this.settings;
    const before = store.checkpoint;
    const { number } = before ?? this.settings;
    const entities = {
      ...before?.entities,
      ...Object.fromEntries(this.runs.map((run) => [run.entity.name, run.checkpoint()])),
    };
    const mark = journal?.mark(settledRows({ entities }));
    const checkpoint: Checkpoint = {
      formatVersion: 2,
      run: store.run,
      migration: definition.name,
      definition: definition.fingerprint,
      target: {
        place,
        region,
        tables: tableNames(target),
        tableIds: { ...before?.target.tableIds, ...tableIds },
      },
      options,
      state,
      ...(number !== undefined && { number }),
      startedAt: this.startedAt.toISOString(),
      updatedAt: now().toISOString(),
      activeMs: this.activeMs,
      entities,
      ...(mark && { journal: mark }),
    };
    await store.save(checkpoint, this.ahead(), journal && (() => journal.sync()));
    this.lastSave = this.settings.monotonic();
  }
}

function settledRows({ entities }: Pick<Checkpoint, "entities">): Map<string, number> {
  return new Map(Object.entries(entities).map(([name, { settledUpTo }]) => [name, settledUpTo]));
}

function asRunnerError(error: unknown): RunnerError {
  if (error instanceof RunnerError) return error;
  const refusal = fileSystemError(error);
  if (refusal) return refusal;
  throw error;
}
