import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { KeptVerification } from "../../../migrations/report/kept-verification";
import type { TimelinePoint } from "../../../migrations/run-store/timeline/timeline-point";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: data }
entities:
  note: { from: { file: notes.json }, to: notes }
`;
const notes = Array.from({ length: 60 }, (_, index) => ({ id: `n${index}`, rank: index % 7 }));

describeWith("what is kept for the report", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "data/notes.json": JSON.stringify([...notes, { rank: 1 }]),
  });

  async function runNames(): Promise<string[]> {
    const entries = await readdir(join(shop().folder, ".dynamodb-migrate"), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  }

  async function kept(file: string): Promise<string> {
    return shop().read(`.dynamodb-migrate/${(await runNames()).at(-1)}/${file}`);
  }

  it("is a timeline of every row, item and write unit, those of indexes too", async () => {
    await shop().command("run");
    const lines = (await kept("timeline.jsonl")).trim().split("\n");
    const points = lines.map((line) => JSON.parse(line) as TimelinePoint);
    const sum = (figure: "read" | "written" | "writeUnits"): number =>
      points.reduce((all, point) => all + point[figure], 0);
    expect([sum("read"), sum("written"), sum("writeUnits")]).toEqual([61, 60, 120]);
    expect(Math.max(...points.map(({ inFlight }) => inFlight))).toBeGreaterThan(0);
  });

  it("is what was asked", async () => {
    await shop().command("run --batch-size 10 --rate 500");
    expect(JSON.parse(await kept("checkpoint.json"))).toMatchObject({
      options: { batchSize: 10, rate: 500, onConflict: "fail", tablesWereEmpty: true },
    });
  });

  describe("of a verification", () => {
    it("is what it found", async () => {
      await shop().command("run");
      await shop().put("notes", { id: { S: "stray" } });
      await shop().command("verify");
      const verification = JSON.parse(await kept("verification.json")) as KeptVerification;
      expect(verification).toMatchObject({
        same: false,
        tables: [{ table: "shop-dev-notes", expected: 60, found: 61, extra: 1 }],
        differences: [{ kind: "extra", key: { id: "stray" } }],
      });
    });

    it("is nothing where the run was taken back", async () => {
      await shop().command("run");
      await shop().command("rollback --yes");
      await shop().command("verify");
      await expect(kept("verification.json")).rejects.toThrow("ENOENT");
    });

    it("is nothing where no run was made", async () => {
      expect((await shop().command("verify")).code).toBe(1);
    });
  });
});
