import type { Acknowledgement, Checkpoint, RunStore } from "./checkpoint";

/** Keeps nothing, for a dry run. */
export class MemoryStore implements RunStore {
  readonly checkpoint: Checkpoint | undefined = undefined;
  readonly acknowledged: readonly Acknowledgement[] = [];
  readonly folder = "";

  /** @param addReject is told of every reject. @default they are dropped */
  constructor(
    readonly run: string,
    readonly addReject: RunStore["addReject"] = () => {},
  ) {}

  acknowledge(): void {}

  addKey(): void {}

  async *keys(): AsyncGenerator<Uint8Array> {}

  save(): Promise<void> {
    return Promise.resolve();
  }

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
