import { expect } from "vitest";
import type { Tickets } from "../../../../migrations/run-store/shards/rate-tickets";

/** That a process which is short of tickets asks another one for them until it has them or is released. It asks in the end. */
export async function expectAsking(one: Tickets, other: Tickets): Promise<void> {
  await one.take(8);
  expect(await one.isAsked()).toBe(false);
  await other.ask(true);
  await other.ask(true);
  expect([await one.isAsked(), await other.isAsked()]).toEqual([true, false]);
  await one.leave();
  expect([one.held, await other.take(4)]).toEqual([7, 1]);
  await other.ask(false);
  expect(await one.isAsked()).toBe(false);
  await other.ask(true);
  await other.release();
  expect(await one.isAsked()).toBe(false);
  await other.ask(true);
  expect(await one.isAsked()).toBe(true);
}
