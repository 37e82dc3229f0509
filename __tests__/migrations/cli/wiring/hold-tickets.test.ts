import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { clock } from "../../../../migrations/cli/clock";
import { holdTickets, type TicketHolder } from "../../../../migrations/cli/wiring/hold-tickets";
import { RateShare } from "../../../../migrations/cli/wiring/rate-share";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import type { Tickets } from "../../../../migrations/run-store/shards/rate-tickets";

/** Tickets that workers of this process hold. */
class Pool {
  free = 8;
  readonly short = new Set<object>();

  tickets(): Tickets {
    const { short } = this;
    const take = (tickets: number): void => void (this.free -= tickets);
    const free = (): number => this.free;
    return {
      ...{ count: 8, lookMs: 1, held: 0 },
      take(this: { held: number }, wanted: number) {
        const taken = Math.max(0, Math.min(wanted - this.held, free()));
        take(taken);
        this.held += taken;
        return Promise.resolve(this.held);
      },
      ask(isShort: boolean) {
        if (isShort) short.add(this);
        else short.delete(this);
        return Promise.resolve();
      },
      isAsked() {
        return Promise.resolve(short.size > 0 && !short.has(this));
      },
      leave(this: { held: number }) {
        this.held--;
        take(-1);
        return Promise.resolve();
      },
      release(this: { held: number }) {
        take(-this.held);
        this.held = 0;
        short.delete(this);
        return Promise.resolve();
      },
    };
  }
}

/** A worker of two whose looks are made by hand. */
class Worker {
  readonly tickets: Tickets;
  readonly share = new RateShare(1 / 2);
  readonly limit: RateLimit;
  private readonly changes: number[] = [];
  holder: TicketHolder | undefined;
  private step: () => void = () => undefined;

  constructor(pool: Pool) {
    this.tickets = pool.tickets();
    this.limit = new RateLimit(1, { indexes: [], keyNames: ["id"] }, clock);
    const changeTo = this.limit.changeTo.bind(this.limit);
    this.limit.changeTo = (unitsPerSecond) => {
      this.changes.push(unitsPerSecond);
      changeTo(unitsPerSecond);
    };
    this.share.limit(this.limit, 800);
  }

  async start(): Promise<void> {
    type Parts = Parameters<typeof holdTickets>[0];
    const migration = { target: { tables: { notes: {} } } } as unknown as Parts["migration"];
    const settings = { options: { rate: 800 } } as unknown as Parts["settings"];
    const parts = { migration, settings, connection: {} as Parts["connection"], workers: 2 };
    const every = (_: number, step: () => void) => ((this.step = step), () => undefined);
    const context = { signal: new AbortController().signal, every } as Parameters<typeof holdTickets>[1];
    this.holder = await holdTickets({ ...parts, share: this.share, tickets: this.tickets }, context);
  }

  /** Has something to write. */
  write(): Promise<unknown> {
    return this.limit.take([{ item: { id: { S: "a" } }, bytes: 1 }]);
  }

  async look(times = 1): Promise<void> {
    for (let time = 0; time < times; time++) {
      this.step();
      await sleep(5);
    }
  }

  /** Its share in units per second, of which 50/51 is used. */
  get rate(): number {
    return Math.round((this.changes.at(-1) ?? 0) * 51_000) / 50_000;
  }
}

it("a worker takes what nobody has once it has something to write, and gives it back to one that starts later", async () => {
  const pool = new Pool();
  const [first, late] = [new Worker(pool), new Worker(pool)];
  await first.start();
  await first.look(5);
  expect([first.rate, pool.free]).toEqual([100, 7]);
  const written = first.write();
  await first.look();
  await written;
  expect(first.rate).toBe(400);
  await first.look(4);
  expect([first.rate, pool.free]).toEqual([800, 0]);
  const started = late.start();
  await expect.poll(() => pool.short.size).toBe(1);
  await first.look();
  await started;
  await first.look(3);
  expect([first.rate, late.rate, pool.short.size]).toEqual([700, 100, 0]);
  await late.look(2);
  const writtenLate = late.write();
  for (let look = 0; look < 3; look++) {
    await late.look();
    await first.look();
    await late.look();
    expect(first.rate + late.rate).toBe(800);
  }
  await writtenLate;
  for (let look = 0; look < 5; look++) await Promise.all([first.look(), late.look()]);
  expect([first.rate, late.rate, pool.short.size]).toEqual([400, 400, 0]);
  await late.holder?.pause();
  expect(late.rate).toBe(0);
  await first.look(5);
  expect(first.rate).toBe(800);
  await first.holder?.release();
  await late.holder?.resume();
  await late.look();
  expect([late.rate, pool.free]).toEqual([400, 4]);
  await late.holder?.release();
  expect(pool.free).toBe(8);
});

it("a worker that lost all of its tickets writes nothing until it has some again", async () => {
  const pool = new Pool();
  const worker = new Worker(pool);
  await worker.start();
  await worker.write();
  await worker.look();
  expect(worker.rate).toBe(400);
  await worker.tickets.release();
  pool.free = 0;
  await worker.look();
  let isTaken = false;
  const taken = worker.write().then(() => (isTaken = true));
  await worker.look(3);
  expect([isTaken, worker.rate]).toEqual([false, 0]);
  pool.free = 1;
  await worker.look();
  await taken;
  expect(worker.rate).toBe(100);
});

it("a worker whose part others have waits before it takes a shard", async () => {
  const pool = new Pool();
  const worker = new Worker(pool);
  pool.free = 0;
  let isStarted = false;
  const started = worker.start().then(() => (isStarted = true));
  await expect.poll(() => pool.short.size).toBe(1);
  await sleep(20);
  expect(isStarted).toBe(false);
  pool.free = 1;
  await started;
  expect(worker.rate).toBe(100);
});
