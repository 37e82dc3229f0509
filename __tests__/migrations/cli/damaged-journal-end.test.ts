import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { slowEmulator } from "../../emulators/slow-emulator";
import { checkpointOf, ended, startedRun } from "./killed-run";
import { useWorkspace, type Workspace } from "./workspace";

const rows = 2000;
const maxDelayMs = 100;
const migration = `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`;

vi.setConfig({ testTimeout: 300_000 });

describeWith("a run whose journal has lost its end", findDynalite, (dynalite) => {
  const notes = Array.from({ length: rows }, (_, index) => ({ id: `n${index}`, rank: index }));
  const workspace = useWorkspace(slowEmulator(dynalite, maxDelayMs), {
    "migration.yaml": migration,
    "notes.json": JSON.stringify(notes),
  });
  let shop: Workspace;

  beforeAll(() => {
    shop = workspace();
  });

  /** Overwrites everything that the checkpoint does not rely on with NUL bytes, as a power cut can leave it. */
  const damageEnd = async (): Promise<{ line: number; start: number }> => {
    const { run, journal } = (await checkpointOf(shop)) ?? {};
    const path = join(shop.folder, ".dynamodb-migrate", run ?? "", "journal.jsonl");
    const { length } = await readFile(path);
    const start = journal?.bytes ?? 0;
    expect(length).toBeGreaterThan(start);
    const file = await open(path, "r+");
    await file.write(Buffer.alloc(length - start), 0, length - start, start);
    await file.close();
    return { line: (journal?.entries ?? 0) + 1, start };
  };

  it.each(["", " --on-conflict skip", " --on-conflict fail"])(
    "counts what it wrote itself as written, after one more kill too (run%s)",
    async (policy) => {
      const parameters = policy.split(" ").filter(Boolean);
      await ended(await startedRun(shop, { parameters }), "SIGKILL", maxDelayMs);
      await damageEnd();
      await ended(await startedRun(shop, { parameters }), "SIGKILL", maxDelayMs);

      const { out } = await shop.command(`run --json${policy}`);
      expect(JSON.parse(out)).toMatchObject({
        entities: [{ entity: "note", written: rows, skipped: 0, rejected: 0 }],
      });
      const rolledBack = await shop.command("rollback --yes");
      expect(rolledBack.error[0]).toBe(
        "Warning: the end of journal.jsonl could not be read when the run was resumed. Items whose entries were lost are not undone",
      );
    },
  );

  it("names the lines that were lost when it is resumed", async () => {
    await ended(await startedRun(shop), "SIGKILL", maxDelayMs);
    const { line, start } = await damageEnd();
    const { code, error } = await shop.command("run");
    expect(error[1]).toMatch(
      new RegExp(
        `^Warning: journal\\.jsonl cannot be read from line ${line.toLocaleString("en")} to its end \\([\\d,]+ bytes from byte ${start} on\\)\\. Items that this run wrote and whose entries were lost count as written if they are unchanged; a rollback does not undo them$`,
      ),
    );
    expect(code).toBe(0);
  });

  it("is rolled back with a warning that names the lines, and keeps the items of the lost entries", async () => {
    await ended(await startedRun(shop), "SIGKILL", maxDelayMs);
    const { line } = await damageEnd();
    const { error } = await shop.command("rollback --yes");
    expect(error[0]).toContain(
      `journal.jsonl cannot be read from line ${line.toLocaleString("en")} to its end`,
    );
    expect(error[0]).toMatch(/Items whose entries were lost are not undone$/);
    expect((await shop.ids("notes")).length).toBeGreaterThan(0);
  });
});
