import { describe, expect, it } from "vitest";
import type { Caller } from "../../../migrations/http/caller";
import { PatientCaller } from "../../../migrations/http/patient-caller";
import { serviceError } from "../fake-service";

/** A service that meets calls with these failures, and then answers; and the waits between the attempts. */
function patient(failures: Error[], attempts: number): { caller: Caller; waits: number[] } {
  const waits: number[] = [];
  const answer = (): Promise<Buffer> => {
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve(Buffer.from("{}"));
  };
  const sleep = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
  return { waits, caller: new PatientCaller({ call: answer }, { attempts, random: () => 0.5, sleep }) };
}

const body = Buffer.from("{}");

describe("PatientCaller", () => {
  it("repeats what the service throttled or failed at, with longer and longer waits", async () => {
    const failures = [serviceError("ThrottlingException"), serviceError("InternalServerError", {}, 500)];
    const { caller, waits } = patient(failures, 3);
    expect((await caller.call("Scan", body)).toString()).toBe("{}");
    expect(waits).toEqual([25, 50]);
  });

  it("gives up after so many attempts", async () => {
    const { caller } = patient([serviceError("ThrottlingException"), serviceError("Throttling")], 2);
    await expect(caller.call("Scan", body)).rejects.toMatchObject({ code: "Throttling" });
  });

  it.each([serviceError("AccessDeniedException"), new TypeError("a defect")])(
    "does not repeat what will not pass: %s",
    async (failure) => {
      const { caller, waits } = patient([failure], 5);
      await expect(caller.call("Scan", body)).rejects.toBe(failure);
      expect(waits).toEqual([]);
    },
  );

  it("stops where it is aborted between two attempts", async () => {
    const { caller } = patient([serviceError("ThrottlingException")], 5);
    await expect(caller.call("Scan", body, AbortSignal.abort())).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});
