import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000 });

describeWith("a command that cannot write its files", findDynalite, (dynalite) => {
  const workspace = useWorkspace(dynalite, {
    "notes.json": JSON.stringify([{ id: "a" }, { id: "b" }]),
    taken: "a file where a folder is needed",
    "migration.yaml": `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`,
  });

  it.each([
    ["run --run-folder taken/runs", 2],
    ["run --run-folder taken", 2],
    ["verify --run-folder taken/runs", 3],
    ["status --run-folder taken/runs", 2],
    ["rollback --run-folder taken/runs", 2],
    ["report --run-folder taken/runs", 2],
    ["backup notes --to taken/copy", 3],
    ["export notes --to taken/copy", 3],
    ["seed --items 1 --run-folder taken/runs", 2],
    ["local up --synth taken", 2],
  ])("says which path, and why: %s ends with %i", async (line, expected) => {
    const { code, error } = await workspace().command(
      line.startsWith("seed") ? `${line} --endpoint ${workspace().endpoint}` : line,
    );
    expect(error.join("\n")).not.toContain("Internal error");
    expect(error.join("\n")).toContain("taken");
    expect(code).toBe(expected);
  });

  it.each(["timeline.jsonl", "result.json", "journal.jsonl"])(
    "leaves no lock and ends with an explained error if %s cannot be written",
    async (name) => {
      const shop = workspace();
      const parent = join(shop.folder, ".dynamodb-migrate");
      const now = new Date("2026-01-01T00:00:00Z");
      await mkdir(join(parent, "shop-20260101-000000", name), { recursive: true });
      const { error, code } = await shop.command("run --on-conflict overwrite", { now: () => now });
      expect(error.join("\n")).not.toContain("Internal error");
      expect(code).toBe(name === "timeline.jsonl" ? 0 : 3);
      const files = await readdir(parent, { recursive: true });
      expect(files.filter((file) => file.includes("lock"))).toEqual([]);
      await rm(parent, { recursive: true, force: true });
    },
  );
});
