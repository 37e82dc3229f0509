import { expect, it } from "vitest";
import { RateShare } from "../../../../migrations/cli/wiring/rate-share";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";

const item = { item: { id: { S: "a" } }, bytes: 1000 };
const unitsPerSecond = 400;

/** Time that moves on to the next sleeper once everybody sleeps. */
class SharedClock {
  time = 0;
  private readonly sleepers: { at: number; wake: () => void }[] = [];

  readonly now = (): number => this.time;
  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => this.sleepers.push({ at: this.time + ms, wake }));

  async runUntil(end: number): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      this.sleepers.sort((one, other) => one.at - other.at);
      if (!this.sleepers[0] || this.sleepers[0].at > end) break;
      const { at, wake } = this.sleepers.shift()!;
      this.time = at;
      wake();
    }
    this.time = end;
  }
}

it("workers that share a rate stay below it in every second and use nearly all of it, whoever of them is killed", async () => {
  const clock = new SharedClock();
  const sent: number[] = [];
  const workers = [0.25, 0.25, 0.25, 0.25].map((fraction) => {
    const share = new RateShare();
    share.changeTo(fraction);
    const limit = new RateLimit(unitsPerSecond, { indexes: [], keyNames: ["id"] }, clock);
    share.limit(limit, unitsPerSecond);
    return { share, limit, isAlive: true };
  });
  const work = async (worker: (typeof workers)[number]): Promise<void> => {
    while (worker.isAlive) {
      await worker.limit.take([item]);
      if (worker.isAlive) sent.push(clock.time);
    }
  };
  workers.forEach((worker) => void work(worker));
  await clock.runUntil(3000);
  workers[0]!.isAlive = false;
  await clock.runUntil(4000);
  workers[1]!.share.changeTo(0.5);
  await clock.runUntil(7000);
  workers[2]!.isAlive = false;
  workers[3]!.share.changeTo(0.5);
  await clock.runUntil(10_000);

  for (const start of sent) {
    const units = sent.filter((at) => at > start && at <= start + 1000).length;
    expect(units).toBeLessThanOrEqual(unitsPerSecond);
  }
  // A second without the part of the killed worker is a fortieth of the whole.
  expect(sent.length).toBeGreaterThan(0.95 * 10 * unitsPerSecond);
});
