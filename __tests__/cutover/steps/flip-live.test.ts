import { afterEach, expect, it } from "vitest";
import { type Cutover, cutover } from "../../../cutover/cutover";
import { flip } from "../../../cutover/steps/flip";
import { systemClock } from "../../../cutover/system-clock";
import { MemoryNewStore } from "../memory/memory-new-store";
import { MemoryOldStore } from "../memory/memory-old-store";
import { note, noteMapping, type Note } from "../memory/note-mapping";
import { entityControl } from "../control/entity-control";
import { controlOf, MemoryControl } from "../memory/memory-control";
import { MemoryLedger } from "../memory/memory-ledger";
import { fineFacts, refusals } from "./step-settings";

const opened: Cutover[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

it("flips to the tables and back under three processes that write, and loses no acknowledged write", async () => {
  const control = new MemoryControl(controlOf(entityControl({ phase: "shadow", compareSample: 0 })));
  const ledger = new MemoryLedger();
  const old = new MemoryOldStore();
  const tables = new MemoryNewStore();
  const entities = { notes: { old, new: tables, mapping: noteMapping } };
  const settings = { control, ledger, clock: systemClock, entity: "notes", by: "tester", facts: fineFacts };
  for (let process = 0; process < 3; process++)
    opened.push(await cutover({ control, ledger, entities, pollMilliseconds: 100 }));
  const stopped = new AbortController();
  const acknowledged = new Map<string, string>();
  const writers = opened.map(async (one, writer) => {
    const notes = one.entity<Note>("notes");
    for (let round = 0; !stopped.signal.aborted; round++) {
      const key = `${writer}-${round % 5}`;
      await notes.put(note(key, `text ${round}`));
      acknowledged.set(key, `text ${round}`);
      await systemClock.sleep(5);
    }
  });
  const verified = { at: "", by: "tester", change: "none", kind: "verified" } as const;
  await control.change({ ...control.only, revision: control.only.revision + 1 }, verified);
  const expect3 = { expect: { processes: 3 } };
  const there = await flip({ ...settings, ...expect3 }, "new", { maxFreezeMs: 60_000 });
  expect([there.outcome, refusals(there)]).toEqual(["changed", []]);
  const back = await flip({ ...settings, ...expect3 }, "old", { maxFreezeMs: 60_000 });
  expect([back.outcome, refusals(back)]).toEqual(["changed", []]);
  stopped.abort();
  await Promise.all(writers);
  const texts = new Map([...old.rows].map(([key, row]) => [key, row["text"]]));
  expect(acknowledged.size).toBe(15);
  expect(texts).toEqual(acknowledged);
  expect(control.only).toMatchObject({ phase: "shadow", epoch: 3 });
});
