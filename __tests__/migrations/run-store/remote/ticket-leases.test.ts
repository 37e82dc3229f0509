import { expect, it } from "vitest";
import { TicketLeases } from "../../../../migrations/run-store/remote/ticket-leases";
import { expectAsking } from "../shards/expect-asking";
import { holdMs, Machine, MemoryObjects } from "./shared-store";

const count = 8;

it("the parts of a rate that machines hold are never more than the whole, also if one stands still", async () => {
  const objects = new MemoryObjects();
  const machines = [new Machine("a", objects), new Machine("bb", objects), new Machine("ccc", objects)];
  const [frozen, second, third] = machines.map(
    ({ dependencies }) => new TicketLeases(count, dependencies),
  ) as [...[TicketLeases, TicketLeases, TicketLeases]];
  await frozen.take(4);
  await second.take(4);
  expect(await third.take(4)).toBe(0);
  const sum = (): number => frozen.held + second.held + third.held;
  expect(sum()).toBe(count);
  for (let passed = 0; passed <= 2 * holdMs; passed += holdMs / 12) {
    await Promise.all(machines.map((machine, index) => machine.pass(holdMs / 12, index === 0)));
    await second.take(4);
    await third.take(4);
    expect(sum()).toBeLessThanOrEqual(count);
  }
  expect([frozen.held, second.held, third.held]).toEqual([0, 4, 4]);
  expect(await frozen.take(4)).toBe(0);
});

it("reads at most 8 tickets of others in one look, and others in the next one", async () => {
  const objects = new MemoryObjects();
  const [one, other] = ["a", "bb"].map(
    (host) => new TicketLeases(20, new Machine(host, objects).dependencies),
  ) as [TicketLeases, TicketLeases];
  await one.take(20);
  const read: string[] = [];
  const before = objects.read.bind(objects);
  objects.read = (name) => {
    read.push(name);
    return before(name);
  };
  expect(await other.take(20)).toBe(0);
  expect(await other.take(20)).toBe(0);
  expect(read).toEqual(Array.from({ length: 16 }, (_, ticket) => `rate/${ticket}`));
});

it("starts with the ticket that it is told, and takes all that nobody holds", async () => {
  const objects = new MemoryObjects();
  const tickets = new TicketLeases(20, new Machine("a", objects).dependencies, 17);
  expect(await tickets.take(4)).toBe(4);
  expect((await objects.list("rate/")).map(({ name }) => name)).toEqual([
    "rate/0",
    "rate/17",
    "rate/18",
    "rate/19",
  ]);
  expect(await tickets.take(20)).toBe(20);
});

it("tickets that are given back are taken by others at once", async () => {
  const objects = new MemoryObjects();
  const [one, other] = ["a", "bb"].map(
    (host) => new TicketLeases(count, new Machine(host, objects).dependencies),
  ) as [TicketLeases, TicketLeases];
  await one.take(count);
  await one.release();
  expect(one.held).toBe(0);
  expect(await other.take(count)).toBe(count);
});

it("one that is short of tickets asks for them until it has them, is released or stands still", async () => {
  const objects = new MemoryObjects();
  const machines = [new Machine("a", objects), new Machine("bb", objects)] as const;
  const [one, other] = machines.map(({ dependencies }) => new TicketLeases(count, dependencies)) as [
    TicketLeases,
    TicketLeases,
  ];
  await expectAsking(one, other);
  for (let passed = 0; passed <= 2 * holdMs; passed += holdMs / 12) {
    await Promise.all(machines.map((machine, index) => machine.pass(holdMs / 12, index === 1)));
    if (passed < holdMs / 2) expect(await one.isAsked()).toBe(true);
    else await one.isAsked();
  }
  expect(await one.isAsked()).toBe(false);
});
