import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { useWorkspace } from "./workspace";

const rows = 800;
const notes = Array.from({ length: rows }, (_, index) => ({ id: `n${index}`, rank: index }));

vi.setConfig({ testTimeout: 180_000 });

describeWith("a run whose disk becomes full", findDynalite, (dynalite) => {
  const workspace = useWorkspace(dynalite, {
    "notes.json": JSON.stringify(notes),
    "migration.yaml": `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`,
  });

  /** As `run` goes where no file may have more than so many times 512 bytes: the last write before takes a part. */
  async function runWithin(
    blocks: number,
  ): Promise<{ readonly code: number | null; readonly error: string }> {
    const shop = workspace();
    // The signal that comes with such a write would end the process.
    const survives = 'data:text/javascript,process.on("SIGXFSZ", () => {})';
    const [program, ...line] = runner("run", "--endpoint", shop.endpoint);
    const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
    const child = spawn("sh", ["-c", limited, program, "--import", survives, ...line], {
      ...{ cwd: shop.folder, stdio: ["ignore", "ignore", "pipe"] },
      env: { ...process.env, TSX_DISABLE_CACHE: "1" },
    });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const error = await text(child.stderr);
    return { code: await ended, error };
  }

  it.each([31, 77])(
    "says so after %i half kilobytes, goes on, and can be taken back whole",
    async (blocks) => {
      const { code, error } = await runWithin(blocks);
      expect(code).toBe(3);
      expect(error).toMatch(
        /^Stopped: cannot write to .*: the file would be too large \(EFBIG\)\. Raise the file size limit/m,
      );

      const shop = workspace();
      expect((await shop.command("run")).code).toBe(0);
      expect(await shop.items("notes")).toHaveLength(rows);

      expect((await shop.command("rollback --yes")).code).toBe(0);
      expect(await shop.items("notes")).toEqual([]);
    },
  );

  it("names the run folder if the disk is full at the start, and leaves nothing behind", async () => {
    const { code, error } = await runWithin(0);
    expect(code).toBe(3);
    expect(error).toMatch(
      /cannot write to \S*\.dynamodb-migrate\S*: the file would be too large \(EFBIG\)\. Raise the file size limit/,
    );
    const files = await readdir(join(workspace().folder, ".dynamodb-migrate"), { recursive: true });
    expect(files.filter((file) => file.includes("lock"))).toEqual([]);
  });
});
