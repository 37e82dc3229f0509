import { describe, expect, it } from "vitest";
import type { Caller } from "../../../../migrations/dynamodb/client/caller";
import { RetryingClient } from "../../../../migrations/dynamodb/client/retrying-client";
import {
  RetryPolicy,
  type RetrySettings,
  type Waiting,
} from "../../../../migrations/dynamodb/client/retry-policy";
import { connectionError, unreadableResponse } from "../../../../migrations/dynamodb/client/service-error";
import { serviceError } from "../fake-service";

interface Scripted {
  readonly caller: Caller;
  /** The waits between the attempts. */
  readonly waits: number[];
  readonly waitings: Waiting[];
}

/** A service that fails with these errors, and then responds. */
function scripted(failures: Iterable<Error>, settings: Partial<RetrySettings> = {}): Scripted {
  const left = failures[Symbol.iterator]();
  const waits: number[] = [];
  const waitings: Waiting[] = [];
  const call: Caller["call"] = () => {
    const next = left.next();
    return next.done ? Promise.resolve({ body: Buffer.from("{}"), json: {} }) : Promise.reject(next.value);
  };
  const policy = new RetryPolicy({
    now: () => 0,
    random: () => 0.5,
    sleep: (ms) => Promise.resolve(void waits.push(ms)),
    onWaiting: (waiting) => waitings.push(waiting),
    ...settings,
  });
  return { waits, waitings, caller: new RetryingClient({ call }, policy) };
}

function* always(error: Error): Generator<Error> {
  for (;;) yield error;
}

const body = Buffer.from('{"TableName":"users"}');
const lost = (code: string) => connectionError(Object.assign(new Error(`cut ${code}`), { code }));
const total = (waits: readonly number[]) => waits.reduce((sum, ms) => sum + ms, 0);

describe("RetryingClient", () => {
  it("retries what the service throttled or failed at, with longer and longer waits", async () => {
    const failures = [serviceError("ThrottlingException"), serviceError("InternalServerError", {}, 500)];
    const { caller, waits } = scripted(failures);
    expect((await caller.call("Scan", body)).json).toEqual({});
    expect(waits).toEqual([25, 50]);
  });

  it("waits at most 20 seconds at a time, and 5 minutes without progress", async () => {
    const { caller, waits } = scripted(always(serviceError("ThrottlingException")), { random: () => 1 });
    await expect(caller.call("Scan", body)).rejects.toMatchObject({
      code: "ThrottlingException",
      message: "ThrottlingException of the service (retried for 5 min)",
    });
    expect([Math.max(...waits), total(waits)]).toEqual([20_000, 300_000]);
  });

  it("gives up after the time that was asked for", async () => {
    const { caller, waits } = scripted(always(serviceError("ThrottlingException")), { giveUpAfterMs: 1000 });
    await expect(caller.call("Scan", body)).rejects.toMatchObject({ code: "ThrottlingException" });
    expect(total(waits)).toBe(1000);
  });

  it("counts the time that attempts take", async () => {
    let time = 0;
    const { caller, waits } = scripted(always(serviceError("ThrottlingException")), {
      now: () => (time += 200_000),
    });
    await expect(caller.call("Scan", body)).rejects.toMatchObject({ code: "ThrottlingException" });
    expect(waits).toHaveLength(1);
  });

  it("gives up after 15 seconds if there never was a response", async () => {
    const { caller, waits } = scripted(always(lost("ECONNREFUSED")));
    await expect(caller.call("Scan", body)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(total(waits)).toBe(15_000);
  });

  it.each(["ECONNREFUSED", "ENOTFOUND", "ECONNRESET"])(
    "retries for 5 minutes once there was a response: %s",
    async (code) => {
      const failures = (function* () {
        yield serviceError("InternalServerError", {}, 500);
        yield* always(lost(code));
      })();
      const { caller, waits } = scripted(failures);
      await expect(caller.call("Scan", body)).rejects.toMatchObject({ code });
      expect(total(waits)).toBe(300_000);
    },
  );

  it("does not wait for a host that never was found", async () => {
    const { caller, waits } = scripted(always(lost("ENOTFOUND")));
    await expect(caller.call("Scan", body)).rejects.toMatchObject({
      code: "ENOTFOUND",
      message: "cut ENOTFOUND",
    });
    expect(waits).toEqual([]);
  });

  it("takes no unreadable response for one of the service", async () => {
    const { caller, waits } = scripted(always(unreadableResponse("is an HTML page")));
    await expect(caller.call("Scan", body)).rejects.toMatchObject({ code: "UnreadableResponse" });
    expect(total(waits)).toBe(15_000);
  });

  it("says what it waits for, for how long, and how long it still will", async () => {
    const { caller, waitings } = scripted([serviceError("ThrottlingException"), serviceError("Throttling")]);
    await caller.call("Scan", body);
    expect(waitings).toMatchObject([
      { what: "table users", error: { code: "ThrottlingException" }, stalledMs: 0, leftMs: 300_000 },
      { what: "table users", error: { code: "Throttling" }, stalledMs: 25, leftMs: 299_975 },
    ]);
  });

  it.each([serviceError("AccessDeniedException"), new TypeError("a defect"), new Error("a defect")])(
    "does not retry what will not pass: %s",
    async (failure) => {
      const { caller, waits } = scripted([failure]);
      await expect(caller.call("Scan", body)).rejects.toBe(failure);
      expect(waits).toEqual([]);
    },
  );

  it("stops if it is aborted during a wait", async () => {
    const stopping = new AbortController();
    const { caller } = scripted(always(serviceError("ThrottlingException")), {
      sleep: () => Promise.resolve(stopping.abort()),
    });
    await expect(caller.call("Scan", body, stopping.signal)).rejects.toMatchObject({ kind: "interrupted" });
  });
});
