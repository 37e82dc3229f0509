import { beforeEach, describe, expect, it } from "vitest";
import { HeldLease } from "../../../../migrations/run-store/remote/lease";
import { holdMs, Machine, MemoryObjects } from "./shared-store";

const name = "leases/00001";

describe("a lease", () => {
  let objects: MemoryObjects;
  let owner: Machine;
  let other: Machine;

  beforeEach(() => {
    objects = new MemoryObjects();
    owner = new Machine("owner", objects);
    other = new Machine("other machine", objects);
  });

  const take = async (machine: Machine): Promise<HeldLease> => {
    const lease = await HeldLease.take(name, machine.dependencies);
    if (!lease) throw new Error("somebody holds it");
    return lease;
  };

  /** The other machine looks, time passes everywhere, and the other machine looks again. */
  const lookFor = async (ms: number, isOwnerFrozen: boolean): Promise<HeldLease | undefined> => {
    await HeldLease.take(name, other.dependencies);
    await Promise.all([owner.pass(ms, isOwnerFrozen), other.pass(ms)]);
    return HeldLease.take(name, other.dependencies);
  };

  it("is held by one process at a time", async () => {
    const found = await Promise.all([owner, other].map((one) => HeldLease.take(name, one.dependencies)));
    expect(found.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it.each([
    [holdMs - 1, undefined],
    [holdMs, 2],
  ])(
    "is taken over with the next fence once it was seen unchanged for the whole period (%d ms: %s)",
    async (ms, fence) => {
      await take(owner);
      expect((await lookFor(ms, true))?.fence).toBe(fence);
    },
  );

  it("is not stale for an observer that sees its version for the first time, however old it is", async () => {
    await take(owner);
    await owner.pass(10 * holdMs, true);
    expect(await HeldLease.take(name, other.dependencies)).toBeUndefined();
  });

  it("is not taken over while its owner renews it", async () => {
    await take(owner);
    for (let minute = 0; minute < 5; minute++) expect(await lookFor(holdMs, false)).toBeUndefined();
  });

  it.each([
    [0.75 * holdMs - 1, true],
    [0.75 * holdMs, false],
  ])("lets its owner write for 45 of 60 seconds after it was renewed (%d ms: %s)", async (ms, isValid) => {
    const lease = await take(owner);
    await owner.pass(ms, true);
    expect(lease.isValid).toBe(isValid);
    if (!isValid) expect(() => lease.check()).toThrow(expect.objectContaining({ code: "lease-lost" }));
  });

  it("ends for its owner if the machine was suspended, which stops only the monotonic clock", async () => {
    const lease = await take(owner);
    owner.wallMs += 0.75 * holdMs;
    expect(lease.isValid).toBe(false);
  });

  it("counts the period from before a renewal was sent", async () => {
    const lease = await take(owner);
    const write = objects.write.bind(objects);
    objects.write = async (...parameters) => {
      await owner.pass(0.5 * holdMs, true);
      return write(...parameters);
    };
    await lease.save({ files: {} });
    await owner.pass(0.25 * holdMs, true);
    expect(lease.isValid).toBe(false);
  });

  it("refuses what an owner saves after another process has taken it over", async () => {
    const lease = await take(owner);
    const next = await lookFor(holdMs, true);
    await next?.save({ checkpoint: "of the successor", files: {} });
    await expect(lease.save({ checkpoint: "late", files: {} })).rejects.toMatchObject({ code: "lease-lost" });
    expect(objects.text(name)).toContain("of the successor");
    expect(lease.isValid).toBe(false);
  });

  it("names the owner that it was taken from, unless that one has given it back", async () => {
    await take(owner);
    const next = await lookFor(holdMs, true);
    expect(next?.superseded).toMatchObject([{ fence: 1, process: { host: "owner" } }]);
    await next?.release("free");
    expect((await take(owner)).superseded).toMatchObject([{ fence: 1 }]);
  });

  it("is taken at once, and names nobody, if its owner has given it back", async () => {
    await (await take(owner)).release("free");
    expect(await take(other)).toMatchObject({ fence: 2, superseded: [] });
  });

  it("is taken at once, and names nobody, if the process of its owner is gone", async () => {
    await take(owner);
    const successor = new Machine("owner", objects);
    const processes = { ...successor.dependencies.processes, isAlive: () => false };
    const lease = await HeldLease.take(name, { ...successor.dependencies, processes });
    expect(lease).toMatchObject({ fence: 2, superseded: [] });
  });

  it("is never taken again once nothing is left to do", async () => {
    await (await take(owner)).release("done");
    await lookFor(holdMs, true);
    expect(await lookFor(holdMs, true)).toBeUndefined();
  });

  it("stays its owner's if the response to a renewal was lost and the renewal is repeated", async () => {
    const lease = await take(owner);
    const write = objects.write.bind(objects);
    objects.write = async (...parameters) => {
      await write(...parameters);
      return write(...parameters);
    };
    await lease.save({ checkpoint: 1, files: {} });
    expect(lease.isValid).toBe(true);
    expect(objects.text(name)).toContain('"checkpoint":1');
  });

  it("of another program is refused", async () => {
    await objects.put(name, "{}");
    await expect(HeldLease.take(name, owner.dependencies)).rejects.toMatchObject({
      code: "location-damaged",
    });
  });
});
