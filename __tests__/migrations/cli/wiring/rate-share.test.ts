import { expect, it } from "vitest";
import { RateShare } from "../../../../migrations/cli/wiring/rate-share";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import { seededRandom } from "../../../emulators/seeded-random";
import { SharedClock } from "../../dynamodb/rate/clock";

const item = { item: { id: { S: "a" } }, bytes: 1000 };
const unitsPerSecond = 400;

it("workers that share a rate stay below it in every second and use nearly all of it, whoever of them is killed", async () => {
  const clock = new SharedClock();
  const random = seededRandom(1);
  const sent: number[] = [];
  const workers = [0.25, 0.25, 0.25, 0.25].map((fraction) => {
    const share = new RateShare(fraction);
    const limit = new RateLimit(unitsPerSecond, { indexes: [], keyNames: ["id"] }, clock);
    share.limit(limit, unitsPerSecond);
    return { share, limit, isAlive: true };
  });
  const work = async (worker: (typeof workers)[number]): Promise<void> => {
    while (worker.isAlive) {
      const taken = await worker.limit.take([item]);
      // It is prepared.
      await clock.sleep(clock.time < 500 ? 300 : 30 * random());
      await worker.limit.space(taken);
      if (worker.isAlive) sent.push(Math.round(clock.time * 1000) / 1000);
    }
  };
  for (const worker of workers) for (let inFlight = 0; inFlight < 40; inFlight++) void work(worker);
  await clock.runUntil(3000);
  workers[0]!.isAlive = false;
  await clock.runUntil(4000);
  workers[1]!.share.changeTo(0.5);
  await clock.runUntil(7000);
  workers[2]!.isAlive = false;
  workers[3]!.share.changeTo(0.5);
  await clock.runUntil(10_000 + (sent[0] ?? 0));

  for (const start of sent) {
    const units = sent.filter((at) => at > start && at <= start + 1000).length;
    expect(units).toBeLessThanOrEqual(unitsPerSecond);
  }
  // A second without the part of the killed worker is a fortieth of the whole.
  expect(sent.length).toBeGreaterThan(0.95 * 10 * unitsPerSecond);
});

it("workers whose requests go out up to 20 ms late stay below their rate in every second", async () => {
  const clock = new SharedClock();
  const random = seededRandom(2);
  const rate = 2000;
  const sent: number[] = [];
  const items = Array.from({ length: 25 }, () => item);
  const work = async (): Promise<void> => {
    const share = new RateShare(0.25);
    const limit = new RateLimit(rate, { indexes: [], keyNames: ["id"] }, clock);
    share.limit(limit, rate);
    while (true) {
      const taken = await limit.take(items);
      await limit.space(taken);
      await clock.sleep(20 * random());
      sent.push(clock.time);
    }
  };
  for (let worker = 0; worker < 4; worker++) void work();
  await clock.runUntil(20_000);

  for (const start of sent) {
    const units = sent.filter((at) => at > start && at <= start + 1000).length * items.length;
    expect(units).toBeLessThanOrEqual(rate);
  }
  // Besides 1/51, time is only lost at the start.
  expect(sent.length * items.length).toBeGreaterThan(0.97 * 20 * rate);
});
