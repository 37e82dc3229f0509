import type { Checkpoint, RejectLine, RunStore } from "../../../migrations/checkpoint/checkpoint";

/** What outlives a process. */
export interface Kept {
  checkpoint?: Checkpoint;
  rejects: readonly RejectLine[];
}

/** Thrown where a test ends the process. */
export class Killed extends Error {}

/** A run's store whose contents outlive it; a kill loses what was not saved. */
export class KeptStore implements RunStore {
  readonly run = "shop-1";
  readonly folder = "runs/shop-1";
  readonly checkpoint: Checkpoint | undefined;
  saves = 0;
  private pending: RejectLine[] = [];

  /** @param killedAtSave which save does not happen any more */
  constructor(
    readonly kept: Kept,
    private readonly killedAtSave = Infinity,
  ) {
    this.checkpoint = kept.checkpoint;
  }

  save(checkpoint: Checkpoint): Promise<void> {
    if (++this.saves >= this.killedAtSave) return Promise.reject(new Killed());
    this.kept.rejects = [...this.kept.rejects, ...this.pending.splice(0)];
    this.kept.checkpoint = structuredClone(checkpoint);
    return Promise.resolve();
  }

  addReject(line: RejectLine): void {
    this.pending.push(line);
  }

  forgetRejectsAbove(settledUpTo: Readonly<Record<string, number>>): Promise<void> {
    this.kept.rejects = this.kept.rejects.filter(({ entity, row }) => row <= (settledUpTo[entity] ?? 0));
    return Promise.resolve();
  }

  saveResult(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
