import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FileControl } from "../../../../cutover/control/file-control";
import { ForeignWriteReports } from "../../../../migrations/cli/wiring/foreign-write-reports";
import type { ProcessContext } from "../../../../migrations/cli/process-context";
import { entityControl, event } from "../../../cutover/control/entity-control";

const at = "2026-11-26T10:00:00.000Z";
let file: string;
let control: FileControl;
let out: string[];
let error: string[];
let windows: (() => void)[];

beforeEach(async () => {
  file = join(tmpdir(), `control-${randomUUID()}.json`);
  control = new FileControl(file);
  [out, error, windows] = [[], [], []];
  await control.change(entityControl({ entity: "users", mode: "follow", phase: "new" }), event);
});
afterEach(() => rm(file, { force: true }));

function open(metrics = true): ForeignWriteReports {
  const context = {
    ...{ out: (line: string) => void out.push(line), error: (line: string) => void error.push(line) },
    ...{ now: () => new Date(at), monotonic: () => 0, identity: { host: "build-3" } },
    signal: new AbortController().signal,
    every: (_ms: number, step: () => void) => {
      windows.push(step);
      return () => void windows.splice(0);
    },
  } as unknown as ProcessContext;
  return new ForeignWriteReports({ control, table: "shop-cutover-control", metrics, context });
}

const line = (foreignWrites: number) => ({
  _aws: {
    Timestamp: Date.parse(at),
    CloudWatchMetrics: [
      {
        Namespace: "cdktf-dynamodb/cutover",
        Dimensions: [["Control"], ["Control", "Entity"]],
        Metrics: [{ Name: "ForeignWrites", Unit: "Count" }],
      },
    ],
  },
  ...{ Control: "shop-cutover-control", Entity: "users", ForeignWrites: foreignWrites },
});
const printed = () => out.map((text) => JSON.parse(text) as object);

it("prints the metric that the alarm watches every 10 seconds, 0 as well", async () => {
  const reports = open();
  reports.start(() => Promise.resolve(new Set(["users"])));
  windows[0]?.();
  await new Promise(setImmediate);
  await reports.found("users", ['["7"]', '["8"]']);
  windows[0]?.();
  await new Promise(setImmediate);
  windows[0]?.();
  await new Promise(setImmediate);
  expect(printed()).toEqual([line(0), line(2), line(0)]);
});

it("prints what is left when it stops", async () => {
  const reports = open();
  reports.start(() => Promise.resolve(new Set(["users"])));
  await reports.found("users", ['["7"]']);
  reports.stop();
  reports.stop();
  expect(printed()).toEqual([line(1)]);
});

it("prints no metric unless it is asked to", async () => {
  const reports = open(false);
  reports.start(() => Promise.resolve(new Set(["users"])));
  await reports.found("users", ['["7"]']);
  reports.stop();
  expect(out).toEqual([]);
});

it("warns, and marks the entity as unverified in the control", async () => {
  await open().found(
    "users",
    ["1", "2", "3", "4", "5", "6"].map((id) => `["${id}"]`),
  );
  const rows = '6 rows of the old store (["1"], ["2"], ["3"], ["4"], ["5"], …)';
  expect(error).toEqual([
    `Warning: users: another program has changed ${rows} while the tables are the authority; the tables do not have the change`,
  ]);
  const reason = `another program has changed ${rows}`;
  expect((await control.read()).get("users")?.unverified).toEqual({ reason, at });
  expect(await control.history("users")).toMatchObject([
    { by: "follow on build-3", change: `unverified: ${reason}` },
    {},
  ]);
});

it("does not mark an entity whose authority has returned to the old store", async () => {
  const now = entityControl({ entity: "users", mode: "follow", phase: "shadow", revision: 2 });
  await control.change(now, event);
  await open().found("users", ['["7"]']);
  expect((await control.read()).get("users")?.unverified).toBeUndefined();
});

it("warns although the control cannot be read", async () => {
  await writeFile(file, "{");
  await open().found("users", ['["7"]']);
  expect(error).toHaveLength(2);
  expect(error[1]).toMatch(/; users could not be marked as unverified$/);
});
