import type {
  Acknowledgement,
  Checkpoint,
  RejectLine,
  RunStore,
} from "../../../migrations/run-store/checkpoint";

/** What outlives a process. */
export interface Kept {
  checkpoint?: Checkpoint;
  rejects: readonly RejectLine[];
  acknowledged?: readonly Acknowledgement[];
  /** Digests by entity. */
  keys?: Readonly<Record<string, readonly Uint8Array[]>>;
}

/** Thrown where a test ends the process. */
export class Killed extends Error {}

/** When the process ends: at the n-th save or acknowledgement, which does not happen any more, or right after a save. */
export interface Kill {
  readonly atSave?: number | undefined;
  readonly afterSave?: number | undefined;
  readonly atAcknowledgement?: number | undefined;
}

/** A run's store whose contents outlive it; a kill loses what was not saved. */
export class KeptStore implements RunStore {
  readonly run = "shop-1";
  readonly folder = "runs/shop-1";
  readonly checkpoint: Checkpoint | undefined;
  readonly acknowledged: readonly Acknowledgement[];
  private saves = 0;
  private acknowledgements = 0;
  private isKilled = false;
  private rejects: RejectLine[] = [];
  private keysToSave: (readonly [entity: string, digest: Uint8Array])[] = [];

  constructor(
    readonly kept: Kept,
    private readonly kill: Kill = {},
  ) {
    this.checkpoint = kept.checkpoint;
    this.acknowledged = kept.acknowledged ?? [];
  }

  acknowledge(acknowledgement: Acknowledgement): void {
    this.killIf(++this.acknowledgements === this.kill.atAcknowledgement);
    this.kept.acknowledged = [...(this.kept.acknowledged ?? []), acknowledgement];
  }

  addKey(entity: string, digest: string): void {
    this.keysToSave.push([entity, Buffer.from(digest, "base64url")]);
  }

  async *keys(entity: string, count: number): AsyncGenerator<Uint8Array> {
    const first = (this.kept.keys?.[entity] ?? []).slice(0, count);
    this.kept.keys = { ...this.kept.keys, [entity]: first };
    yield* await Promise.resolve(first);
  }

  /** The acknowledgements that the checkpoint does not count are there before it, as those since the last one are. */
  async save(checkpoint: Checkpoint, ahead: readonly Acknowledgement[]): Promise<void> {
    this.killIf(++this.saves === this.kill.atSave);
    const old = this.kept.acknowledged ?? [];
    this.kept.acknowledged = [...old, ...ahead];
    for (const [entity, digest] of this.keysToSave.splice(0))
      this.kept.keys = { ...this.kept.keys, [entity]: [...(this.kept.keys?.[entity] ?? []), digest] };
    this.kept.rejects = [...this.kept.rejects, ...this.rejects.splice(0)];
    await Promise.resolve();
    this.killIf(false);
    this.kept.checkpoint = structuredClone(checkpoint);
    this.killIf(this.saves === this.kill.afterSave);
    this.kept.acknowledged = this.kept.acknowledged.slice(old.length);
  }

  addReject(line: RejectLine): void {
    this.rejects.push(line);
  }

  forgetRejectsAbove(settledUpTo: ReadonlyMap<string, number>): Promise<void> {
    this.kept.rejects = this.kept.rejects.filter(({ entity, row }) => row <= (settledUpTo.get(entity) ?? 0));
    return Promise.resolve();
  }

  saveResult(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** A process that was killed does nothing any more, whatever it still hears. */
  private killIf(isTime: boolean): void {
    this.isKilled ||= isTime;
    if (this.isKilled) throw new Killed();
  }
}
