import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { choosePort } from "../../../migrations/local/free-port";
import { launch } from "../../../migrations/local/launch";

/** An engine that is a line of JavaScript. */
async function launchScript(script: string, command = process.execPath, timeoutMs = 20_000) {
  const logFile = join(mkdtempSync(join(tmpdir(), "launch-")), "engine.log");
  return launch({
    engine: { name: "dynalite", why: "a test", command, arguments: () => ["-e", script] },
    ...{ environment: process.env, logFile, timeoutMs, detached: false, token: "t" },
    port: await choosePort(undefined),
  });
}

describe("launch", () => {
  it("shows the log's end when the engine ends", async () => {
    const { ready } = await launchScript('console.error("no space left"); process.exit(3)');
    await expect(ready()).rejects.toMatchObject({
      code: "engine-not-started",
      message: expect.stringMatching(
        /^local: dynalite ended with code 3 before it responded\. The end of .*engine\.log:\nno space left$/,
      ) as string,
    });
  });

  it("says when the engine is ended by a signal", async () => {
    const { ready } = await launchScript('process.kill(process.pid, "SIGKILL")');
    await expect(ready()).rejects.toThrow("local: dynalite could not be run: it was ended by SIGKILL");
  });

  it("ends an engine that does not answer in time", async () => {
    const { pid, ready } = await launchScript("setInterval(() => {}, 1000)", process.execPath, 300);
    await expect(ready()).rejects.toThrow("local: dynalite did not respond within 0.3 s");
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it("says that the program cannot be run", async () => {
    const { ready } = await launchScript("", "/nowhere/java");
    await expect(ready()).rejects.toThrow("local: dynalite could not be run: spawn /nowhere/java ENOENT");
  });
});

function isAlive(pid = 0): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
