import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { slowEmulator } from "../../emulators/slow-emulator";
import { writeChanges } from "../table-files/export/sample-incremental-export";
import { checkpointOf, ended } from "./killed-run";
import { useWorkspace, type Workspace } from "./workspace";

const count = 450;
const maxDelayMs = 100;
const numbers = Array.from({ length: count }, (_, index) => index);
/** Of three items, one was changed, one created and one deleted. */
const before = numbers.flatMap((n) => (n % 3 === 1 ? [] : [{ id: { S: `n${n}` }, v: { N: "1" } }]));
const after = numbers.flatMap((n) => (n % 3 === 2 ? [] : [{ id: { S: `n${n}` }, v: { N: "2" } }]));

vi.setConfig({ testTimeout: 180_000 });

describeWith("a revert that is ended half-way", findDynalite, (dynalite) => {
  const workspace = useWorkspace(slowEmulator(dynalite, maxDelayMs), {});
  let shop: Workspace;

  beforeAll(async () => {
    shop = workspace();
    await writeChanges(join(shop.folder, "e"), "01-a", {
      ...{ table: "shop-dev-notes", key: ["id"], before, after },
      ...{ from: "2026-11-25T10:00:00.000Z", to: "2026-11-25T11:00:00.000Z" },
    });
  });
  beforeEach(async () => {
    await shop.fill("shop-dev-notes", after);
  });

  /** Starts a revert and ends it once it has settled some items. */
  async function kill(): Promise<void> {
    const options = ["e", "--yes", "--endpoint", shop.endpoint, "--concurrency", "4"];
    const [command, ...parameters] = runner("revert", ...options);
    const child = spawn(command, parameters, { cwd: shop.folder, stdio: "ignore" });
    const settled = async () => (await checkpointOf(shop))?.entities["shop-dev-notes"]?.settledUpTo ?? 0;
    await expect.poll(settled, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
    await ended(child, "SIGKILL", maxDelayMs);
    expect(await settled()).toBeLessThan(count);
  }

  it("resumes after kill -9, counts every item once, and can be rolled back", async () => {
    await kill();
    const { code, out, error } = await shop.command("revert e --yes --json");
    expect(error).toContainEqual(expect.stringMatching(/^Resuming run revert-shop-dev-notes-\d{8}-\d{6} /));
    expect(JSON.parse(out)).toMatchObject({
      ...{ outcome: "finished", total: { read: count, written: count, skipped: 0, rejected: 0 } },
    });
    expect(code).toBe(0);
    const stored = await shop.items("notes");
    expect(stored).toEqual(before.toSorted((a, b) => a.id.S.localeCompare(b.id.S)));

    const undone = await shop.command("rollback --yes --json");
    expect(undone.code).toBe(0);
    expect(await shop.items("notes")).toEqual(after.toSorted((a, b) => a.id.S.localeCompare(b.id.S)));
  });
});
