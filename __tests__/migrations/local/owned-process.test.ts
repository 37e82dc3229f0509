import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "vitest";
import { end, standingOf } from "../../../migrations/local/owned-process";

let child: ChildProcess | undefined;

afterEach(() => child?.kill("SIGKILL"));

/** A process that carries the token, and says when it is ready. */
async function processWith(token: string, script = ""): Promise<number> {
  const forever = `${script}; setInterval(() => {}, 1000); console.log("ready")`;
  child = spawn(process.execPath, ["-e", forever, token]);
  await new Promise((resolve) => child?.stdout?.once("data", resolve));
  return child.pid ?? 0;
}

describe("a process that was started before", () => {
  it("is running when its command line has the token", async () => {
    const pid = await processWith("token-1");
    expect(await standingOf({ pid, token: "token-1" })).toBe("running");
  });

  it("is gone when somebody else has its pid", async () => {
    const pid = await processWith("token-1");
    expect(await standingOf({ pid, token: "token-2" })).toBe("gone");
  });

  it("is gone when nobody has its pid", async () => {
    const pid = await processWith("token-1");
    const exited = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await exited;
    expect(await standingOf({ pid, token: "token-1" })).toBe("gone");
  });

  it("is gone when its pid is one that addresses a group", async () => {
    expect(await standingOf({ pid: 0, token: "node" })).toBe("gone");
  });

  it("ends when it is asked to", async () => {
    const pid = await processWith("token-1");
    expect(await end({ pid, token: "token-1" }, 2_000)).toBe(true);
    await expect.poll(() => child?.signalCode).toBe("SIGTERM");
  });

  it("is made to end when it does not care", async () => {
    const pid = await processWith("token-1", 'process.on("SIGTERM", () => {})');
    expect(await end({ pid, token: "token-1" }, 300)).toBe(true);
    await expect.poll(() => child?.signalCode).toBe("SIGKILL");
  });
});
