import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { stopLocal } from "../../../migrations/local";
import * as processes from "../../../migrations/local/owned-process";

let cwd: string;

const runFolder = ".dynamodb-migrate";

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "local-"));
  mkdirSync(join(cwd, runFolder));
  const state = { pid: 4321, token: "t", engine: "dynalite" };
  writeFileSync(join(cwd, ".dynamodb-migrate", "local.json"), JSON.stringify(state));
});

describe("stopLocal", () => {
  it("leaves a process alone of which the system does not tell what it is", async () => {
    vi.spyOn(processes, "standingOf").mockResolvedValue("unknown");
    const end = vi.spyOn(processes, "end");
    await expect(stopLocal({ cwd, runFolder })).rejects.toMatchObject({
      code: "process-not-ended",
      message: "local: dynalite with the pid 4321 cannot be told from another process: end it yourself",
    });
    expect(end).not.toHaveBeenCalled();
  });

  it("keeps the state of a process that does not end", async () => {
    vi.spyOn(processes, "standingOf").mockResolvedValue("running");
    vi.spyOn(processes, "end").mockResolvedValue(false);
    await expect(stopLocal({ cwd, runFolder })).rejects.toThrow(
      "local: dynalite with the pid 4321 does not end: end it yourself",
    );
    expect(existsSync(join(cwd, ".dynamodb-migrate", "local.json"))).toBe(true);
  });

  it("takes an unreadable state for an error, not for none", async () => {
    mkdirSync(join(cwd, "odd", "local.json"), { recursive: true });
    await expect(stopLocal({ cwd, runFolder: "odd" })).rejects.toHaveProperty("code", "EISDIR");
  });
});
