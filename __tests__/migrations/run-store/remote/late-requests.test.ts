import { beforeEach, describe, expect, it } from "vitest";
import { LateRequests } from "../../../../migrations/run-store/remote/late-requests";
import { MemoryObjects } from "./shared-store";

const lost = { lease: "00003", fence: 2 };
const signatureMs = 15 * 60_000 + 1000;

describe("requests of a process that lost its lease", () => {
  let objects: MemoryObjects;
  let late: LateRequests;
  beforeEach(() => {
    objects = new MemoryObjects();
    late = new LateRequests(objects);
  });

  it("are over at once if no lease was taken over", async () => {
    expect(await late.leftMs([])).toBe(0);
    expect(objects.requests).toEqual([]);
  });

  it.each([
    [signatureMs - 1, 1],
    [signatureMs, 0],
  ])(
    "are over 15 minutes after the takeover by the clock of the store, which is in seconds (%d ms: %d)",
    async (ms, left) => {
      await late.started(lost);
      objects.nowMs += ms;
      expect(await late.leftMs([lost])).toBe(left);
    },
  );

  it("are counted from now if nobody has noted the takeover, as after a kill", async () => {
    expect(await late.leftMs([lost])).toBe(signatureMs);
    objects.nowMs += 1000;
    expect(await late.leftMs([lost])).toBe(signatureMs - 1000);
  });

  it("are counted from the first note of the takeover", async () => {
    await late.started(lost);
    objects.nowMs += 60_000;
    await late.started(lost);
    expect(await late.leftMs([lost])).toBe(signatureMs - 60_000);
  });

  it("are over once that process says so, and those of others are not", async () => {
    await late.started(lost);
    await late.ended(lost);
    expect(await late.leftMs([lost])).toBe(0);
    expect(await late.leftMs([lost, { ...lost, fence: 3 }])).toBe(signatureMs);
  });
});
