import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { useWorkspace } from "./workspace";

const rows = 300;
const fullDevice = "/dev/full";

vi.setConfig({ testTimeout: 180_000 });

describeWith("what a command prints", findDynalite, (dynalite) => {
  const workspace = useWorkspace(dynalite, {
    "notes.json": JSON.stringify(Array.from({ length: rows }, (_, index) => ({ id: `n${index}` }))),
    "migration.yaml": `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`,
  });

  function started(stdout: "pipe" | number, ...args: readonly string[]): ChildProcess {
    const [program, ...line] = runner(...args);
    return spawn(program, line, { cwd: workspace().folder, stdio: ["ignore", stdout, "pipe"] });
  }

  const exitOf = async (child: ChildProcess): Promise<unknown> =>
    ((await once(child, "exit")) as [code: number])[0];

  it("may find no reader: the run goes on to its end", async () => {
    const run = started("pipe", "run", "--json", "--endpoint", workspace().endpoint);
    run.stdout?.destroy();
    run.stderr?.destroy();
    expect(await exitOf(run)).toBe(0);
    expect(await workspace().items("notes")).toHaveLength(rows);
  });

  it.runIf(existsSync(fullDevice))("is missed where the disk is full: an error", async () => {
    const env = started(openSync(fullDevice, "w"), "env");
    const error = text(env.stderr as NonNullable<typeof env.stderr>);
    expect(await exitOf(env)).toBe(3);
    expect(await error).toMatch(/^cannot print the result: ENOSPC/m);
  });
});
