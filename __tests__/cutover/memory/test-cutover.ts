import type { EntityControl } from "../../../cutover/control/control";
import { type Cutover, cutover } from "../../../cutover/cutover";
import type { CutoverEvent } from "../../../cutover/cutover-event";
import { initialControl } from "../../../cutover/process/initial-control";
import type { Records } from "../../../cutover/records";
import type { CutoverSettings, EntitySettings } from "../../../cutover/settings";
import { FakeClock } from "./fake-clock";
import { MemoryControl } from "./memory-control";
import { MemoryLedger } from "./memory-ledger";
import { MemoryNewStore } from "./memory-new-store";
import { MemoryOldStore } from "./memory-old-store";
import type { Network } from "./network";
import { type Note, noteMapping } from "./note-mapping";

/** How requests reach the stores, the ledger and the control of a test. A test replaces it as it goes. */
export class ScriptedNetwork {
  readonly requests: string[] = [];
  private rules: readonly [RegExp, Network][] = [];

  readonly network: Network = (request, handle) => {
    this.requests.push(request);
    const rule = this.rules.find(([pattern]) => pattern.test(request));
    if (rule) return rule[1](request, handle);
    return Promise.resolve().then(handle);
  };

  /** Requests that match fail before they are handled. */
  fail(pattern: RegExp, error: Error = new Error("connection lost")): void {
    this.rules = [[pattern, () => Promise.reject(error)], ...this.rules];
  }

  /** Requests that match wait until the result is called. */
  hold(pattern: RegExp): () => void {
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.rules = [[pattern, (_request, handle) => gate.then(handle)], ...this.rules];
    return release;
  }

  heal(): void {
    this.rules = [];
  }
}

/** A process with one entity, `notes`, whose stores, ledger and control are in memory. */
export interface TestCutover {
  readonly clock: FakeClock;
  readonly script: ScriptedNetwork;
  readonly old: MemoryOldStore;
  readonly tables: MemoryNewStore;
  readonly control: MemoryControl;
  readonly ledger: MemoryLedger;
  readonly events: CutoverEvent[];
  readonly lines: string[];
  readonly cutover: Cutover;
  readonly notes: Records<Note>;
  /** Changes the control as a command would, and lets the process poll. */
  change(change: Partial<EntityControl>): Promise<void>;
  /** Stops the process from polling. Call it at the end of a test. */
  close(): Promise<void>;
}

export function notesControl(change: Partial<EntityControl> = {}): EntityControl {
  const dual = { mode: "dual", phase: "dual", epoch: 1, salt: "salt", compareSample: 0 } as const;
  return { ...initialControl("notes"), ...dual, revision: 1, ...change };
}

export async function testCutover(
  start: Partial<EntityControl> = {},
  settings: Partial<CutoverSettings> = {},
  entity: Partial<EntitySettings> = {},
): Promise<TestCutover> {
  const clock = new FakeClock();
  const script = new ScriptedNetwork();
  const old = new MemoryOldStore(undefined, script.network);
  const tables = new MemoryNewStore(undefined, script.network);
  const control = new MemoryControl(undefined, script.network);
  const ledger = new MemoryLedger(undefined, script.network);
  control.state.entities.set("notes", notesControl(start));
  const events: CutoverEvent[] = [];
  const lines: string[] = [];
  const process = await cutover({
    control,
    ledger,
    entities: { notes: { old, new: tables, mapping: noteMapping, ...entity } },
    clock,
    random: () => 0.5,
    label: "test",
    onEvent: (event) => events.push(event),
    metrics: (line) => lines.push(line),
    ...settings,
  });
  return {
    ...{ clock, script, old, tables, control, ledger, events, lines, cutover: process },
    notes: process.entity<Note>("notes"),
    change: async (change) => {
      const present = control.state.entities.get("notes") as EntityControl;
      control.state.entities.set("notes", { ...present, ...change, revision: present.revision + 1 });
      await clock.advance(6000);
    },
    close: () => process.close(),
  };
}
