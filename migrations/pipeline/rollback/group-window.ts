import { InterruptedError } from "../../errors";

/** Groups at a time, besides as many as keep all workers busy: while those are worked on, the next ones are read. */
const groupsAhead = 2;
/** Members that a group is assumed to have: the keys of one BatchGetItem request. */
const defaultSize = 100;

/**
 * Works on groups of members, several groups and several members of each at a time. Groups with a member in common are
 * worked on one after the other, in the order in which they were started. If one fails, nothing more is started.
 */
export class GroupWindow<T> {
  private readonly maxGroups: number;
  /** The groups that are being worked on, by the ids of their members. */
  private readonly groupOf = new Map<string, Promise<void>>();
  private readonly groups = new Set<Promise<void>>();
  private readonly waiting: (() => void)[] = [];
  private free: number;
  private failure: { readonly error: unknown } | undefined;
  private wasLeft = false;

  /**
   * @param concurrency members that are worked on at the same time, in all groups together; at least 1
   * @param signal after it is aborted, no member is started
   */
  constructor(
    concurrency: number,
    private readonly signal?: AbortSignal,
  ) {
    this.free = concurrency;
    this.maxGroups = Math.ceil(concurrency / defaultSize) + groupsAhead;
  }

  /** Whether every member was worked on. */
  get isComplete(): boolean {
    return this.failure === undefined && !this.wasLeft;
  }

  /**
   * Starts to work on a group, as soon as there is room and nobody works on one of its members. `false` if it was not
   * started, because another one failed or the signal was aborted.
   * @param members by their ids
   */
  async start(
    members: ReadonlyMap<string, T>,
    work: (members: readonly T[]) => Promise<void>,
  ): Promise<boolean> {
    while (this.groups.size >= this.maxGroups) await Promise.race(this.groups);
    await Promise.all([...members.keys()].flatMap((id) => this.groupOf.get(id) ?? []));
    if (this.hasStopped) {
      this.wasLeft = true;
      return false;
    }
    const group: Promise<void> = work([...members.values()])
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.groups.delete(group);
        for (const id of members.keys()) this.groupOf.delete(id);
      });
    this.groups.add(group);
    for (const id of members.keys()) this.groupOf.set(id, group);
    return true;
  }

  /** Starts nothing more. @param error thrown by `end`, unless it is an InterruptedError or another one came before */
  fail(error: unknown): void {
    this.wasLeft = true;
    if (!(error instanceof InterruptedError)) this.failure ??= { error };
  }

  private get hasStopped(): boolean {
    return !this.isComplete || this.signal?.aborted === true;
  }

  /** The results of the members in their order; `undefined` for those that were not started. */
  each<R>(members: readonly T[], work: (member: T) => Promise<R>): Promise<(R | undefined)[]> {
    return Promise.all(members.map((member) => this.one(() => work(member))));
  }

  /** Waits until all groups have ended. @throws the first error of a group */
  async end(): Promise<void> {
    await Promise.all(this.groups);
    if (this.failure) throw this.failure.error;
  }

  private async one<R>(work: () => Promise<R>): Promise<R | undefined> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      if (!this.hasStopped) return await work();
      this.wasLeft = true;
      return undefined;
    } catch (error) {
      this.fail(error);
      return undefined;
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}
