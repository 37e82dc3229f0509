import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../../../migrations/run-store/checkpoint";
import { type KeptResult, readRun, reportOfResult } from "../../../migrations/report/read-run";
import type { RunReport } from "../../../migrations/report/run-report";
import { useTemporaryFolder } from "../files/temporary-folder";
import { sampleVerificationKept } from "./sample-report";
import { samplePoint } from "../run-store/timeline/sample-points";

const counts = { rows: 10, read: 10, written: 8, skipped: 1, rejected: 1, rejectedBy: { oversize: 1 } };

const checkpoint: Checkpoint = {
  formatVersion: 1,
  run: "shop-1",
  migration: "shop",
  definition: "",
  target: { place: "us-east-1", region: "us-east-1", tables: { notes: "shop-notes" } },
  options: { onConflict: "skip", batchSize: 25, entity: ["note"], next: "dynamodb-migrate verify" },
  state: "finished",
  startedAt: "2026-01-01T12:00:00.000Z",
  updatedAt: "2026-01-01T12:00:30.000Z",
  entities: { note: { settledUpTo: 10, keys: 8, ...counts, done: true, sourceVersion: "1" } },
};

const result: KeptResult = {
  run: "shop-1",
  outcome: "stopped",
  dryRun: false,
  startedAt: checkpoint.startedAt,
  endedAt: checkpoint.updatedAt,
  entities: [{ entity: "note", table: "shop-notes", ...counts }],
  retries: { ThrottlingException: 3 },
  failure: { message: "table shop-notes does not take writes" },
};

describe("what is known of a run", () => {
  const parent = useTemporaryFolder();
  const folder = (): string => join(parent(), "shop-1");

  async function report(
    files: Readonly<Record<string, object | string>>,
    changes: Partial<Checkpoint> = {},
    isLocked = false,
  ): Promise<RunReport> {
    await mkdir(folder());
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder(), name), typeof content === "string" ? content : JSON.stringify(content));
    return readRun({
      checkpoint: { ...checkpoint, ...changes },
      folder: folder(),
      shownFolder: "runs/shop-1",
      rollback: ["rollback", "shop-1"],
      isLocked,
    });
  }

  it("is what its checkpoint says, where nothing else was kept", async () => {
    expect(await report({})).toMatchObject({
      state: "finished",
      total: { written: 8 },
      entities: [{ entity: "note", table: "", done: true }],
      timeline: [],
      retries: {},
      workedSeconds: 30,
      rejects: [{ code: "oversize", count: 1, examples: [] }],
      settings: [
        ["Where a key is in the table already", "leave the item"],
        ["Maximum items per request", "25"],
        ["Entities", "note"],
      ],
    });
  });

  it("is of a checkpoint that does not count rows, too", async () => {
    const older = { ...counts, rows: undefined };
    const entities = { note: { settledUpTo: 10, ...older, done: true, sourceVersion: "1" } as never };
    expect((await report({}, { entities })).total.rows).toBe(10);
  });

  it("has the retries and the time of all processes from the timeline", async () => {
    const points = [
      samplePoint(0, { retries: { ThrottlingException: 2 } }),
      samplePoint(90, { session: 2, retries: { ThrottlingException: 1, TimeoutError: 1 } }),
    ];
    const timeline = points.map((point) => `${JSON.stringify(point)}\n`).join("");
    expect(await report({ "timeline.jsonl": timeline, "result.json": result })).toMatchObject({
      retries: { ThrottlingException: 3, TimeoutError: 1 },
      workedSeconds: 2,
    });
  });

  it("has the retries of the last process without a timeline", async () => {
    expect((await report({ "result.json": result })).retries).toEqual({ ThrottlingException: 3 });
  });

  describe("its state", () => {
    it("is running while a process works on it", async () => {
      expect((await report({}, { state: "running" }, true)).state).toBe("running");
    });

    it("is interrupted if its process was killed", async () => {
      expect((await report({}, { state: "running" })).state).toBe("interrupted");
    });

    it("is interrupted", async () => {
      const interrupted = { ...result, outcome: "interrupted" };
      expect(await report({ "result.json": interrupted }, { state: "interrupted" })).toMatchObject({
        state: "interrupted",
        failures: [],
      });
    });

    it("is failed, with what failed said once", async () => {
      const entities = { note: { ...checkpoint.entities["note"]!, done: false } };
      const failed = {
        ...result,
        entities: [{ ...result.entities[0], failure: { message: "table shop-notes does not take writes" } }],
      };
      expect(await report({ "result.json": failed }, { state: "interrupted", entities })).toMatchObject({
        state: "stopped",
        failures: ["table shop-notes does not take writes"],
        entities: [{ failure: "table shop-notes does not take writes" }],
      });
    });

    it("is taken back", async () => {
      expect((await report({}, { state: "rolled-back" })).state).toBe("rolled-back");
    });
  });

  it("has the verification, outdated where the run went on since", async () => {
    const verification = sampleVerificationKept({ verifiedAt: "2026-01-01T12:00:10.000Z" });
    expect((await report({ "verification.json": verification })).verification).toEqual({
      ...verification,
      isOutdated: true,
    });
  });

  it("offers to take it back where there is a journal", async () => {
    expect((await report({ "journal.jsonl": "" })).next.map(({ command }) => command)).toContain(
      "dynamodb-migrate rollback shop-1 --dry-run",
    );
  });

  it("is refused where a file of it cannot be read", async () => {
    await expect(report({ "result.json": "{" })).rejects.toThrow(
      /result\.json cannot be read \(.*\); correct it, or move it away to report without it$/,
    );
  });

  describe("from its result alone", () => {
    it("is a dry run", () => {
      const dryRun = { ...result, dryRun: true, outcome: "finished" as const };
      expect(reportOfResult(dryRun)).toMatchObject({
        state: "dry-run",
        total: { written: 8, rejected: 1 },
        rejects: [{ code: "oversize", count: 1 }],
        workedSeconds: 30,
      });
    });

    it.each([
      ["stopped", "stopped"],
      ["interrupted", "interrupted"],
      ["finished", "finished"],
    ] as const)("that %s is %s", (outcome, state) => {
      expect(reportOfResult({ ...result, outcome }).state).toBe(state);
    });
  });
});
