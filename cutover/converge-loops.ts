/** The work that runs for a key, and the one that was asked for meanwhile. */
interface Loop<Outcome> {
  readonly done: Promise<Outcome>;
  again?: Again<Outcome>;
}

interface Again<Outcome> {
  work: () => Promise<Outcome>;
  done: Promise<Outcome>;
}

/**
 * Runs at most one `converge` per key at a time. A caller that arrives while one runs gets the outcome of a further one
 * that starts afterwards, and shares it with all who arrived by then: the running one may have read the authority before
 * the caller's write.
 */
export class ConvergeLoops<Outcome> {
  private readonly loops = new Map<string, Loop<Outcome>>();

  /** Keys that are being converged. */
  get size(): number {
    return this.loops.size;
  }

  /** @param work reads the authority after it was called. The latest caller's is used. */
  run(key: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const loop = this.loops.get(key);
    if (!loop) return this.start(key, work);
    if (loop.again) {
      loop.again.work = work;
      return loop.again.done;
    }
    const again: Again<Outcome> = { work, done: this.after(key, loop, () => again.work()) };
    loop.again = again;
    return again.done;
  }

  private after(key: string, loop: Loop<Outcome>, work: () => Promise<Outcome>): Promise<Outcome> {
    const next = () => this.start(key, work);
    return loop.done.then(next, next);
  }

  private start(key: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const loop: Loop<Outcome> = { done: work() };
    this.loops.set(key, loop);
    const end = () => {
      // A further loop takes the entry over.
      if (!loop.again && this.loops.get(key) === loop) this.loops.delete(key);
    };
    loop.done.then(end, end);
    return loop.done;
  }
}
