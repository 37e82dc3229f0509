import { describe, expect, it } from "vitest";
import { Workspace } from "./workspace";

/** Every option that takes a count, with a command that has it. */
const counts = [
  ["run", "--limit"],
  ["plan", "--limit"],
  ["verify", "--limit"],
  ["run", "--concurrency"],
  ["run", "--batch-size"],
  ["run", "--rate"],
  ["verify", "--sample"],
  ["verify", "--read-rate"],
  ["rollback", "--rate"],
  ["rollback", "--concurrency"],
  ["local up", "--port"],
] as const;

describe("an option that takes a count", () => {
  it.each(counts)("%s %s refuses 0, a fraction and a word, and names itself", async (command, option) => {
    const workspace = await Workspace.make("http://127.0.0.1:1");
    for (const value of ["0", "1.5", "many"]) {
      const { code, error } = await workspace.command(`${command} ${option} ${value}`);
      expect(code).toBe(2);
      expect(error[0]).toMatch(new RegExp(`^error: option '.*${option} .*' argument '${value}' is invalid`));
    }
    await workspace.remove();
  });
});
