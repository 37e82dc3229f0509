import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { EntityControl } from "../../../cutover/control/control";
import { FileControl } from "../../../cutover/control/file-control";
import { repository } from "../../docs/doc-page";
import { runProgram } from "../../emulators/program";

const users: EntityControl = {
  ...{ entity: "users", revision: 1, mode: "dual", phase: "old", epoch: 1, percent: 0 },
  ...{ allow: [], deny: [], salt: "a", compareSample: 0 },
  gates: { maxErrorRate: 1, maxLatencyP99: 1e6, maxDifferences: 1, maxLedgerAge: 1e6 },
  freeze: { to: "new", by: "a flip", maxMilliseconds: 600_000 },
};

it("a program does not end while its write waits for a flip", async () => {
  const folder = mkdtempSync(join(tmpdir(), "frozen-"));
  const control = join(folder, "control.json");
  await new FileControl(control).change(users, {
    at: "2026-11-26T09:00:00.000Z",
    by: "test",
    change: "frozen",
  });
  const program = join(__dirname, "frozen-writer.ts");
  const settings = { folder: repository, environment: process.env };
  const parameters = ["--import", "tsx", program, control, join(folder, "ledger")];
  const { code, text } = await runProgram(process.execPath, parameters, settings);
  expect({ code, text }).toEqual({ code: 0, text: "FrozenError" });
});
