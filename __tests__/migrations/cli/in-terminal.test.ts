import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { findPseudoTerminal, type TerminalProgram } from "../../emulators/pseudo-terminal";
import { both, describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { useWorkspace } from "./workspace";

const rows = 2000;
const notes = Array.from({ length: rows }, (_, index) => ({ id: `n${index}`, rank: index }));
const interrupted = 130;
const unreachable = 3;
const migrationOf = (file: string): string => `
name: shop
source: { json: . }
entities:
  note: { from: { file: ${file} }, to: notes }
`;

vi.setConfig({ testTimeout: 180_000 });

describeWith(
  "a command in a terminal",
  () => both(findDynalite(), findPseudoTerminal()),
  ({ first: dynalite, second: start }) => {
    const workspace = useWorkspace(dynalite, {
      "notes.json": JSON.stringify(notes),
      "broken.json": `${JSON.stringify(notes).slice(0, -1)}, oops`,
      "big.json": JSON.stringify(
        Array.from({ length: 300_000 }, (_, index) => ({ id: `n${index}`, rank: index })),
      ),
      "migration.yaml": migrationOf("notes.json"),
      "broken.yaml": migrationOf("broken.json"),
      "big.yaml": migrationOf("big.json"),
    });
    let program: TerminalProgram | undefined;

    afterEach(async () => {
      try {
        program?.signal("SIGKILL");
      } catch {
        // It has ended.
      }
      await program?.ended;
      program = undefined;
    });

    function started(line: string, environment: NodeJS.ProcessEnv = {}): TerminalProgram {
      const { folder, endpoint } = workspace();
      const command = runner(...line.split(" "), "--endpoint", endpoint);
      return (program = start(command, { folder, environment }));
    }

    /** Waits until the bar is on the screen. */
    async function withBar({ text }: TerminalProgram): Promise<void> {
      await expect.poll(text, { timeout: 120_000, interval: 20 }).toMatch(/\d (%|items?) /);
    }

    async function expectTidy({ text }: TerminalProgram): Promise<void> {
      // Whatever was turned off was turned on again after it.
      expect(text()).not.toMatch(/\x1b\[\?25l(?![^]*\x1b\[\?25h)/); // oxlint-disable-line no-control-regex
      expect(text()).not.toMatch(/\x1b\[\?7l(?![^]*\x1b\[\?7h)/); // oxlint-disable-line no-control-regex
      const kept = await readdir(join(workspace().folder, ".dynamodb-migrate"), { recursive: true }).catch(
        () => [],
      );
      expect(kept.filter((name) => /(^|\/)lock/.test(name))).toEqual([]);
    }

    /** What has to be there before a command. */
    async function prepared(command: string): Promise<void> {
      const shop = workspace();
      await rm(join(shop.folder, "copy"), { recursive: true, force: true });
      if (/^(verify|backup|export|restore|import|rollback)/.test(command)) await shop.command("run");
      if (command.startsWith("restore")) await shop.command("backup notes --to copy");
      if (command.startsWith("import")) await shop.command("export notes --to copy");
    }

    const slow = [
      ...["run --rate 40", "run --dry-run big.yaml", "plan big.yaml", "seed --rate 40 --items 2000"],
      ...["verify --read-rate 1", "backup notes --rate 1 --to copy", "export notes --rate 1 --to copy"],
      "restore copy --table shop-dev-notes --on-conflict overwrite --rate 40",
      "import copy --table shop-dev-notes --on-conflict overwrite --rate 40",
    ];

    it.each(slow)("ends with 130 after Ctrl-C, and leaves the terminal as it was: %s", async (line) => {
      await prepared(line);
      const shown = started(line);
      await withBar(shown);
      shown.type("\x03");
      expect(await shown.ended).toBe(interrupted);
      await expectTidy(shown);
    });

    it("ends with 130 after SIGTERM, and leaves the terminal as it was", async () => {
      const shown = started("run --rate 40");
      await withBar(shown);
      shown.signal("SIGTERM");
      expect(await shown.ended).toBe(interrupted);
      await expectTidy(shown);
    });

    it("ends at once with 130 after Ctrl-C twice, and leaves the terminal as it was", async () => {
      const shown = started("run --rate 40");
      await withBar(shown);
      shown.type("\x03\x03");
      expect(await shown.ended).toBe(interrupted);
      await expectTidy(shown);
    });

    it.each(["run broken.yaml --rate 1000", "verify broken.yaml"])(
      "ends with 3 when its source breaks off, and leaves the terminal as it was: %s",
      async (line) => {
        const shown = started(line);
        expect(await shown.ended).toBe(unreachable);
        expect(shown.text()).toMatch(/broken\.json is not valid JSON after row 2000/);
        await expectTidy(shown);
      },
    );

    it.each(["run --rate 40", "backup notes --rate 1 --to copy"])(
      "ends with 3 when its table is deleted, and leaves the terminal as it was: %s",
      async (line) => {
        await prepared(line);
        const shown = started(line);
        await withBar(shown);
        await workspace().deleteTable("shop-dev-notes");
        expect(await shown.ended).toBe(unreachable);
        await expectTidy(shown);
      },
    );

    it.each([{ TERM: "dumb" }, { NO_COLOR: "1" }])("gets no escape sequences: %o", async (environment) => {
      const shown = started("run --dry-run", environment);
      expect(await shown.ended).toBe(0);
      expect(shown.text()).not.toContain("\x1b");
    });
  },
);
