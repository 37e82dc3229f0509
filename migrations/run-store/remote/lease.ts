import { UnreachableError } from "../../errors";
import type { ConditionalObjects, StoredObject } from "../../objects/conditional-objects";
import { livenessOf, type Processes } from "../folder/process-identity";
import { type LeaseContent, type LeaseRecord, parseLease, type SupersededOwner } from "./lease-record";
import type { LeaseWatch } from "./lease-watch";

/** What taking a lease needs from outside. */
export interface LeaseDependencies {
  readonly objects: ConditionalObjects;
  readonly watch: LeaseWatch;
  readonly processes: Processes;
  /** Milliseconds since some moment in the past; never set back. */
  readonly monotonic: () => number;
  /** The wall clock of this machine: unlike the other one, it also runs while a machine is suspended. */
  readonly now: () => Date;
  /** A text that no other call returns. */
  readonly nonce: () => string;
  /** Repeats a step until the function returned is called. */
  readonly every: (ms: number, step: () => void) => () => void;
}

/** Its owner stops after this part of the period, so that it has stopped before another process takes it. */
const usedPart = 0.75;
/** Renewals in a period. */
const renewals = 6;

/**
 * A lease that this process holds: an object that only its owner changes, by `If-Match`. Another process takes it over,
 * with the next fence, once it saw it unchanged for the whole period. The owner counts the period from before it sent the
 * last renewal that succeeded, and stops early, so that the two never overlap, whatever their clocks say.
 */
export class HeldLease {
  private sentAt: { readonly monotonic: number; readonly wall: number };
  private isLost = false;
  private last: Promise<unknown> = Promise.resolve();
  private readonly stop: () => void;

  private constructor(
    readonly name: string,
    private record: LeaseRecord,
    private version: string,
    sentAt: HeldLease["sentAt"],
    private readonly dependencies: LeaseDependencies,
  ) {
    this.sentAt = sentAt;
    this.stop = dependencies.every(
      dependencies.watch.holdMs / renewals,
      () => void this.renew().catch(() => undefined),
    );
  }

  /**
   * Takes a lease that nobody holds; `undefined` if somebody does, or nothing is left to do.
   * @param prepare the content that the new owner starts from. Called once no earlier owner can change it.
   */
  static async take(
    name: string,
    dependencies: LeaseDependencies,
    prepare: (before: LeaseRecord | undefined) => Promise<LeaseContent> = (before) =>
      Promise.resolve(before?.content ?? { files: {} }),
  ): Promise<HeldLease | undefined> {
    const { objects, processes, nonce } = dependencies;
    const found = await objects.read(name);
    const before = found && parseLease(name, found.body);
    const superseded = before && found ? supersededBy(name, found, before, dependencies) : [];
    if (!superseded) return undefined;
    const content = await prepare(before);
    const record: LeaseRecord = {
      ...{ formatVersion: 1, owner: nonce(), beat: 0, fence: (before?.fence ?? 0) + 1, state: "held" },
      ...{ process: processes.self, superseded, content },
    };
    const sentAt = timesOf(dependencies);
    const version = await objects.write(name, JSON.stringify(record), found?.version);
    return version === undefined ? undefined : new HeldLease(name, record, version, sentAt, dependencies);
  }

  get fence(): number {
    return this.record.fence;
  }

  get content(): LeaseContent {
    return this.record.content;
  }

  get superseded(): readonly SupersededOwner[] {
    return this.record.superseded;
  }

  /** Whether no other process can have taken it. */
  get isValid(): boolean {
    if (this.isLost) return false;
    const limit = this.dependencies.watch.holdMs * usedPart;
    const { monotonic, wall } = timesOf(this.dependencies);
    return monotonic - this.sentAt.monotonic < limit && Math.abs(wall - this.sentAt.wall) < limit;
  }

  /** @throws UnreachableError if another process may have taken it */
  check(): void {
    if (!this.isValid) throw this.lost();
  }

  /** Replaces the content, which also renews the lease. @throws UnreachableError if another process has taken it */
  save(content: LeaseContent): Promise<void> {
    return this.change({ content });
  }

  /** Gives it back. @param state `done` if nothing is left to do */
  async release(state: "free" | "done"): Promise<void> {
    this.stop();
    await this.change({ state });
    this.isLost = true;
  }

  /** Stops renewing it; others see it go stale. */
  abandon(): void {
    this.stop();
    this.isLost = true;
  }

  private renew(): Promise<void> {
    return this.change({});
  }

  /** One after the other: each needs the version of the one before. */
  private change(changed: Partial<LeaseRecord>): Promise<void> {
    const step = this.last.then(() => this.writeNow(changed));
    this.last = step.catch(() => undefined);
    return step;
  }

  private async writeNow(changed: Partial<LeaseRecord>): Promise<void> {
    if (this.isLost) throw this.lost();
    const record = { ...this.record, ...changed, beat: this.record.beat + 1 };
    const sentAt = timesOf(this.dependencies);
    const version = await this.dependencies.objects.write(this.name, JSON.stringify(record), this.version);
    if (version === undefined) {
      this.abandon();
      throw this.lost();
    }
    this.record = record;
    this.version = version;
    this.sentAt = sentAt;
  }

  private lost(): UnreachableError {
    return new UnreachableError(
      "lease-lost",
      `another process may have taken ${this.dependencies.objects.location}/${this.name} over, since this one did not renew it for ${(this.dependencies.watch.holdMs * usedPart) / 1000} s; nothing more is written`,
    );
  }
}

/** Whether a process holds a lease, as far as can be told without taking it. */
export async function isLeaseHeld(name: string, dependencies: LeaseDependencies): Promise<boolean> {
  const found = await dependencies.objects.read(name);
  return (
    found !== undefined && supersededBy(name, found, parseLease(name, found.body), dependencies) === undefined
  );
}

/** The owners that may still write once the lease is taken; `undefined` if it cannot be taken. */
function supersededBy(
  name: string,
  { version }: StoredObject,
  { state, process, superseded, fence }: LeaseRecord,
  { watch, processes }: LeaseDependencies,
): readonly SupersededOwner[] | undefined {
  if (state === "done") return undefined;
  if (state === "free" || livenessOf(process, processes) === "dead") return superseded;
  return watch.isStale(name, version) ? [...superseded, { fence, process }] : undefined;
}

function timesOf({ monotonic, now }: Pick<LeaseDependencies, "monotonic" | "now">): HeldLease["sentAt"] {
  return { monotonic: monotonic(), wall: now().getTime() };
}
