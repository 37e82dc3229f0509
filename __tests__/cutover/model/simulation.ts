import type { Clock } from "../../../cutover/clock";
import { seededRandom } from "../../emulators/seeded-random";
import { settledMilliseconds, lateWriteMilliseconds } from "../../../cutover/late-writes";

/** Something that can happen: a request arrives, a response arrives, a timer ends. */
interface Task {
  readonly at: number;
  readonly actor: Actor;
  /** The store's side of a request, which happens even if its sender has ended. */
  readonly isRemote: boolean;
  readonly run: () => void;
}

/** A process, or the operator's command. */
export interface Actor {
  readonly name: string;
  isAlive: boolean;
  /** The process does not run until this time. */
  stalledUntil: number;
}

const nobody: Actor = { name: "nobody", isAlive: true, stalledUntil: 0 };

/**
 * Virtual time, and a random order of all that is ready at the same time. The same seed gives the same history. Code runs
 * between two tasks until it waits for something.
 */
export class Simulation {
  readonly random: () => number;
  steps = 0;
  private time = 0;
  private tasks: Task[] = [];

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  get now(): number {
    return this.time;
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  between(min: number, max: number): number {
    return min + this.random() * (max - min);
  }

  add(actor: Actor, delay: number, run: () => void, isRemote = false): Task {
    const task = { at: this.time + delay, actor, isRemote, run };
    this.tasks.push(task);
    return task;
  }

  /** Lets something happen that is no process's. */
  later(delay: number, run: () => void): void {
    this.add(nobody, delay, run);
  }

  remove(task: Task): void {
    const index = this.tasks.indexOf(task);
    if (index >= 0) this.tasks.splice(index, 1);
  }

  /** Runs until a condition holds. @throws if it does not within `milliseconds` of virtual time */
  async until(condition: () => boolean, milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await promisesSettled();
    while (!condition()) {
      if (this.time > end || this.tasks.length === 0)
        throw new Error(`nothing happens after ${Math.round(milliseconds)} ms of virtual time`);
      this.step();
      await promisesSettled();
    }
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await this.until(
      () => this.time >= end || this.tasks.every(({ at }) => at > end),
      milliseconds + 1,
    ).catch(() => {});
    this.time = Math.max(this.time, end);
  }

  /** A clock of a process, with a zero of its own. The time of day differs by as much as a repair tolerates. */
  clockOf(actor: Actor): Clock {
    const zero = this.random() * 1e6;
    const skew = (this.random() - 0.5) * (settledMilliseconds - lateWriteMilliseconds);
    return {
      now: () => this.time + zero,
      wall: () => new Date(Date.UTC(2026, 0, 1) + this.time + skew),
      sleep: (milliseconds, signal) => this.sleep(actor, milliseconds, signal),
    };
  }

  private sleep(actor: Actor, milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener("abort", cancel);
        resolve();
      };
      const cancel = () => {
        this.remove(task);
        wake();
      };
      const task = this.add(actor, milliseconds, wake);
      signal?.addEventListener("abort", cancel);
    });
  }

  /** Runs one of the tasks that are ready; if none is, time passes until one is. */
  private step(): void {
    this.steps++;
    let earliest = Number.POSITIVE_INFINITY;
    const ready: number[] = [];
    for (let index = this.tasks.length - 1; index >= 0; index--) {
      const { at, actor, isRemote } = this.tasks[index] as Task;
      if (!isRemote && !actor.isAlive) {
        this.tasks.splice(index, 1);
        ready.forEach((other, position) => (ready[position] = other - 1));
        continue;
      }
      const time = Math.max(isRemote ? at : Math.max(at, actor.stalledUntil), this.time);
      if (time < earliest) {
        earliest = time;
        ready.length = 0;
      }
      if (time === earliest) ready.push(index);
    }
    const index = ready[Math.floor(this.random() * ready.length)];
    if (index === undefined) return;
    this.time = earliest;
    const [task] = this.tasks.splice(index, 1);
    task?.run();
  }
}

/** Resolves when no promise can settle before something else happens: ticks come after the queue of promises. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
