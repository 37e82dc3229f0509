import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import type { Tally } from "../../../migrations/pipeline/read/tally";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const rows = 3000;
const notes = Array.from({ length: rows }, (_, index) => ({ id: `n${index}`, rank: index }));

vi.setConfig({ testTimeout: 180_000 });

describeWith("the figures of a run that was stopped and resumed", findDynalite, (dynalite) => {
  const workspace = useWorkspace(dynalite, {
    "notes.json": JSON.stringify(notes),
    "migration.yaml": `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`,
  });

  interface Result {
    readonly run: string;
    readonly total: Tally;
    readonly startedAt: string;
    readonly activeSeconds: number;
  }

  async function resultOf(line: string, signal?: AbortSignal): Promise<Result> {
    const { out, error } = await workspace().command(`${line} --json`, signal ? { signal } : {});
    expect(error.join("\n")).not.toContain("Internal error");
    return JSON.parse(out) as Result;
  }

  /** A run that is stopped once the table has more than 100 items. */
  async function stoppedRun(): Promise<Result> {
    const stop = new AbortController();
    const result = resultOf("run --rate 150", stop.signal);
    const stored = async (): Promise<number> => (await workspace().items("notes")).length;
    await expect.poll(stored, { timeout: 50_000, interval: 50 }).toBeGreaterThan(100);
    stop.abort();
    return result;
  }

  it("are the same in the summary, in result.json, in status and in the report", async () => {
    const shop = workspace();
    const { total, run } = await stoppedRun();
    expect(total.written).toBeGreaterThan(0);
    expect(total.written).toBeLessThan(rows);
    expect((await shop.items("notes")).length).toBe(total.written);

    const kept = JSON.parse(await shop.read(`.dynamodb-migrate/${run}/result.json`)) as Result;
    expect(kept.total).toEqual(total);
    const { error } = await shop.command("status");
    const columns = ["read", "written"].map((name) => error[0]?.trim().split(/ {2,}/).indexOf(name) ?? -1);
    const cells = error[1]?.trim().split(/ {2,}/) ?? [];
    expect(columns.map((column) => cells[column])).toEqual(
      [total.read, total.written].map((figure) => figure.toLocaleString("en")),
    );
    const report = JSON.parse((await shop.command("report --json")).out) as {
      total: Tally;
      entities: { totalRows: number }[];
    };
    expect(report.total).toEqual(total);
    expect(report.entities[0]?.totalRows).toBe(rows);
  });

  it("count the time of all sittings and nothing between them, from the first start", async () => {
    const first = await stoppedRun();
    const pauseMs = 1500;
    await sleep(pauseMs);
    const second = await resultOf("run");
    expect(second.run).toBe(first.run);
    expect(second.startedAt).toBe(first.startedAt);
    expect(second.total).toMatchObject({ rows, written: rows });
    expect(second.activeSeconds).toBeGreaterThan(first.activeSeconds);
    const elapsed = (Date.now() - Date.parse(first.startedAt)) / 1000;
    expect(second.activeSeconds).toBeLessThanOrEqual(elapsed - pauseMs / 1000 + 0.1);
  });

  it("never fall below what was written before, even if the resumed run is stopped at once", async () => {
    const first = await stoppedRun();
    const second = await resultOf("run", AbortSignal.abort());
    expect(second.total.written).toBeGreaterThanOrEqual(first.total.written);
  });
});
