import type { Checkpoint, RunStore } from "./checkpoint";

/** Keeps nothing, for a dry run. */
export class MemoryStore implements RunStore {
  readonly checkpoint: Checkpoint | undefined = undefined;
  readonly folder = "";

  constructor(readonly run: string) {}

  save(): Promise<void> {
    return Promise.resolve();
  }

  addReject(): void {}

  forgetRejectsAbove(): Promise<void> {
    return Promise.resolve();
  }

  saveResult(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
