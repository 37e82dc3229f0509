import { afterEach, expect, it } from "vitest";
import { type Cutover, cutover } from "../../../cutover/cutover";
import { percent } from "../../../cutover/steps/percent";
import { systemClock } from "../../../cutover/system-clock";
import { entityControl } from "../control/entity-control";
import { controlOf, MemoryControl } from "../memory/memory-control";
import { MemoryLedger } from "../memory/memory-ledger";
import { MemoryNewStore } from "../memory/memory-new-store";
import { MemoryOldStore } from "../memory/memory-old-store";
import type { Network } from "../memory/network";
import { note, noteMapping, type Note } from "../memory/note-mapping";
import { fineFacts } from "./step-settings";

const opened: Cutover[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

it("lowers the read percentage under processes that read and write: every read has the last acknowledged write", async () => {
  const control = new MemoryControl(controlOf(entityControl({ phase: "shadow", compareSample: 0 })));
  const ledger = new MemoryLedger();
  /** Copies to the tables take longer than reads. */
  const slowWrites: Network = async (request, handle) => {
    if (request.startsWith("write")) await systemClock.sleep(2);
    return handle();
  };
  const tables = new MemoryNewStore(undefined, slowWrites);
  const entities = { notes: { old: new MemoryOldStore(), new: tables, mapping: noteMapping } };
  for (let process = 0; process < 3; process++)
    opened.push(await cutover({ control, ledger, entities, pollMilliseconds: 20 }));
  const settings = { control, ledger, clock: systemClock, entity: "notes", by: "tester", facts: fineFacts };
  await control.change(
    { ...control.only, revision: control.only.revision + 1 },
    { at: "", by: "tester", change: "none", kind: "verified" },
  );

  const stopped = new AbortController();
  const wrong: string[] = [];
  let reads = 0;
  const clients = opened.map(async (one, client) => {
    const notes = one.entity<Note>("notes");
    for (let round = 0; !stopped.signal.aborted; round++) {
      const key = `${client}-${round % 20}`;
      const text = `text ${round}`;
      await notes.put(note(key, text));
      // The others may have read the control earlier or later than this process.
      for (const reader of opened) {
        const found = (await reader.entity<Note>("notes").get(key))?.text;
        reads++;
        if (found !== text) wrong.push(`${key}: ${found} instead of ${text}`);
      }
      await systemClock.sleep(1);
    }
  });
  const readsOfTables = (): number =>
    opened.reduce((sum, one) => sum + (one.stats().get("notes")?.total.new.calls ?? 0), 0);

  for (const share of [100, 60, 25, 0, 100, 0]) {
    const { outcome } = await percent(settings, { percent: share });
    expect(outcome).toBe("changed");
    const { revision } = control.only;
    await expect
      .poll(async () =>
        (await control.reports()).every((report) => report.entities[0]?.revision === revision),
      )
      .toBe(true);
    const before = reads;
    await expect.poll(() => reads - before, { timeout: 60_000 }).toBeGreaterThan(200);
  }
  stopped.abort();
  await Promise.all(clients);
  expect(wrong).toEqual([]);
  expect(readsOfTables()).toBeGreaterThan(reads / 10);
  expect(control.only).toMatchObject({ phase: "shadow", percent: 0 });
});
