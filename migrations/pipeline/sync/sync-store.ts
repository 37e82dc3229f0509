import type { Checkpoint, RunStore, SyncTally } from "../../run-store/checkpoint";

/** What the checkpoints of a sync have besides those of a run. */
export interface SyncStoreSettings {
  readonly startedAt: Date;
  /** Milliseconds that all processes of the sync have worked on it. */
  readonly activeMs: () => number;
}

/** Keeps the checkpoints of a sync: it is finished only after its deletes. */
export class SyncStore implements RunStore {
  readonly run: string;
  readonly folder: string;
  /** The latest checkpoint of this process or an earlier one. */
  latest: Checkpoint | undefined;
  /** Absent until the digest pass has ended. */
  tally: SyncTally | undefined;

  constructor(
    private readonly store: RunStore,
    private readonly settings: SyncStoreSettings,
  ) {
    this.run = store.run;
    this.folder = store.folder;
    this.latest = store.checkpoint;
    this.tally = store.checkpoint?.sync;
  }

  get checkpoint(): Checkpoint | undefined {
    return this.store.checkpoint;
  }

  get acknowledged(): RunStore["acknowledged"] {
    return this.store.acknowledged;
  }

  acknowledge(...parameters: Parameters<RunStore["acknowledge"]>): void {
    this.store.acknowledge(...parameters);
  }

  addKey(...parameters: Parameters<RunStore["addKey"]>): void {
    this.store.addKey(...parameters);
  }

  keys(...parameters: Parameters<RunStore["keys"]>): AsyncIterable<Uint8Array> {
    return this.store.keys(...parameters);
  }

  /** Of a run that has finished, deletes are still to come. */
  save(checkpoint: Checkpoint, ...rest: SaveRest): Promise<void> {
    const isFinished = checkpoint.state === "finished";
    return this.saveAs(isFinished ? { ...checkpoint, state: "running" } : checkpoint, ...rest);
  }

  /** Saves the latest checkpoint with another state. */
  saveState(state: Checkpoint["state"], updates: Partial<Checkpoint>, ...rest: SaveRest): Promise<void> {
    return this.saveAs({ ...(this.latest as Checkpoint), ...updates, state }, ...rest);
  }

  addReject(...parameters: Parameters<RunStore["addReject"]>): void {
    this.store.addReject(...parameters);
  }

  forgetRejectsAbove(...parameters: Parameters<RunStore["forgetRejectsAbove"]>): Promise<void> {
    return this.store.forgetRejectsAbove(...parameters);
  }

  saveResult(result: object): Promise<void> {
    return this.store.saveResult(result);
  }

  close(): Promise<void> {
    return this.store.close();
  }

  private saveAs(checkpoint: Checkpoint, ...rest: SaveRest): Promise<void> {
    const { startedAt, activeMs } = this.settings;
    this.latest = {
      ...checkpoint,
      startedAt: startedAt.toISOString(),
      activeMs: Math.round(activeMs()),
      ...(this.tally && { sync: this.tally }),
    };
    return this.store.save(this.latest, ...rest);
  }
}

type SaveRest = readonly [ahead: Parameters<RunStore["save"]>[1], onDisk?: Parameters<RunStore["save"]>[2]];
