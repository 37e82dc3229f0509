import { expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const rows = 600;
const notes = Array.from({ length: rows }, (_, index) => ({ id: `n${index}`, rank: index }));
const hourMs = 3_600_000;

vi.setConfig({ testTimeout: 180_000 });

interface Result {
  readonly code: number;
  readonly run: string;
  readonly activeSeconds: number;
  readonly total: { readonly written: number };
}

interface Point {
  readonly at: string;
  readonly ms: number;
}

/** A negative figure in a text, such as `-3 s`; not a part of a name or a date. */
const negative = /(?<![\w:.-])-\d/;

describeWith("a command during which the clock is set back", findDynalite, (dynalite) => {
  const workspace = useWorkspace(dynalite, {
    "notes.json": JSON.stringify(notes),
    "migration.yaml": `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`,
  });

  /** A wall clock that is set back by an hour at every look. */
  function fallingClock(): () => Date {
    let looks = 0;
    return () => new Date(Date.UTC(2026, 0, 10) - hourMs * looks++);
  }

  async function resultOf(line: string, signal?: AbortSignal): Promise<Result> {
    const context = { now: fallingClock(), ...(signal && { signal }) };
    const { code, out, error } = await workspace().command(`${line} --json`, context);
    expect(error.join("\n")).not.toMatch(negative);
    return { ...(JSON.parse(out) as Result), code };
  }

  async function expectNoNegativeFigure(run: string): Promise<void> {
    const shop = workspace();
    const lines = (await shop.read(`.dynamodb-migrate/${run}/timeline.jsonl`)).trim().split("\n");
    const points = lines.map((line) => JSON.parse(line) as Point);
    expect(points.filter(({ ms }) => !(ms >= 0))).toEqual([]);
    for (const name of ["result.json", "checkpoint.json"]) {
      const { activeMs, activeSeconds } = JSON.parse(await shop.read(`.dynamodb-migrate/${run}/${name}`)) as {
        readonly activeMs?: number;
        readonly activeSeconds?: number;
      };
      expect(activeMs ?? activeSeconds).toBeGreaterThanOrEqual(0);
    }
    const status = await shop.command("status", { now: fallingClock() });
    expect([status.code, status.error.join("\n")]).toEqual([0, expect.not.stringMatching(negative)]);
    const report = await shop.command("report --output report.html", { now: fallingClock() });
    expect(report.code).toBe(0);
    const text = (await shop.read("report.html"))
      .replace(/<(style|script|svg)\b[\s\S]*?<\/\1>/g, "")
      .replace(/<[^>]*>/g, "\n");
    expect(text).not.toMatch(negative);
  }

  it("finishes, without a negative duration in any file or text", async () => {
    const { run, ...result } = await resultOf("run --rate 300");
    expect(result).toMatchObject({ code: 0, total: { written: rows } });
    expect(result.activeSeconds).toBeGreaterThanOrEqual(1);
    await expectNoNegativeFigure(run);
  });

  it("resumes a stopped run, which then finishes and can be rolled back", async () => {
    const shop = workspace();
    const stop = new AbortController();
    const stopped = resultOf("run --rate 150", stop.signal);
    const stored = async (): Promise<number> => (await shop.items("notes")).length;
    await expect.poll(stored, { timeout: 50_000, interval: 50 }).toBeGreaterThan(100);
    stop.abort();
    const { run } = await stopped;
    await expectNoNegativeFigure(run);

    expect(await resultOf("run")).toMatchObject({ run, code: 0, total: { written: rows } });
    await expectNoNegativeFigure(run);
    const { code, error } = await shop.command("rollback --yes", { now: fallingClock() });
    expect([code, error.join("\n")]).toEqual([0, expect.not.stringMatching(negative)]);
    expect(await shop.items("notes")).toEqual([]);
  });

  it("takes the run that was started last for the latest, in status, report and rollback", async () => {
    const shop = workspace();
    const at = (iso: string) => ({ now: () => new Date(iso) });
    const runAt = async (iso: string, policy = "") => {
      const { out } = await shop.command(`run --json --no-resume ${policy}`.trim(), at(iso));
      return (JSON.parse(out) as { run: string }).run;
    };
    const first = await runAt("2026-01-10T10:00:00Z");
    const second = await runAt("2026-01-10T09:00:00Z", "--on-conflict overwrite");
    expect([first, second]).toEqual(["shop-20260110-100000", "shop-20260110-090000"]);
    const { runs } = JSON.parse((await shop.command("status --json")).out) as {
      runs: { run: string; number: number }[];
    };
    expect(runs.map(({ run, number }) => [run, number])).toEqual([
      [first, 1],
      [second, 2],
    ]);
    expect((await shop.command("report --json")).out).toContain(`"run": "${second}"`);
    expect((await shop.command("rollback --yes --json")).out).toContain(`"run": "${second}"`);
    expect((await shop.command("rollback --yes --json")).out).toContain(`"run": "${first}"`);
  });

  it("prints no negative figure as text, with progress lines", async () => {
    const ticks: (() => void)[] = [];
    const every = (_ms: number, step: () => void): (() => void) => (ticks.push(step), () => {});
    const timer = setInterval(() => ticks.forEach((tick) => tick()), 20);
    const { code, error } = await workspace().command("run --rate 400", { now: fallingClock(), every });
    clearInterval(timer);
    expect([code, error.join("\n")]).toEqual([0, expect.not.stringMatching(negative)]);
  });
});
