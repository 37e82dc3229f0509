import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { LockDependencies } from "../../../../migrations/run-store/folder/process-lock";
import { RateTickets, ticketCount } from "../../../../migrations/run-store/shards/rate-tickets";
import { expectAsking } from "./expect-asking";
import { useTemporaryFolder } from "../../files/temporary-folder";

const folder = useTemporaryFolder();
const alive = new Set<number>();

/** A process of this machine that is alive until it is removed from the set. */
function tickets(pid: number): RateTickets {
  alive.add(pid);
  const identity = { pid, host: "machine", bootId: "boot", pidNamespace: "ns", startedAt: String(pid) };
  const dependencies: LockDependencies = {
    processes: { self: identity, isAlive: (other) => alive.has(other), startedAt: String },
    now: () => new Date(0),
    monotonic: () => 0,
    sleep: () => Promise.resolve(),
    onWaiting: () => undefined,
    atExit: () => () => undefined,
  };
  return new RateTickets(join(folder(), "rate"), ticketCount(2), dependencies);
}

it("the parts of a rate are never more than the whole, and those of a dead or finished process are taken by others", async () => {
  await mkdir(folder(), { recursive: true });
  const [one, other, late] = [tickets(1), tickets(2), tickets(3)];
  expect([await one.take(4), await other.take(4), await late.take(4)]).toEqual([4, 4, 0]);
  expect(one.held + other.held + late.held).toBe(8);

  alive.delete(1);
  expect(await late.take(8)).toBe(4);
  expect(other.held + late.held).toBe(8);

  await late.release();
  expect(await other.take(8)).toBe(8);
  expect(other.held).toBe(8);
  await other.release();
  await one.release();
});

it("a process that lost its part to another one does not give it away a second time", async () => {
  const [one, other] = [tickets(1), tickets(2)];
  await one.take(8);
  alive.delete(1);
  expect(await other.take(8)).toBe(8);
  await one.release();
  const third = tickets(3);
  expect(await third.take(8)).toBe(0);
  await other.release();
});

it("one that is short of tickets asks for them until it has them, is released or dies", async () => {
  const [one, other] = [tickets(1), tickets(2)];
  await expectAsking(one, other);
  alive.delete(2);
  expect(await one.isAsked()).toBe(false);
  await one.release();
});
