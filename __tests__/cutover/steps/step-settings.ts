import type { Check } from "../../../cutover/steps/check";
import type { Facts } from "../../../cutover/steps/facts";
import type { StepResult, StepSettings } from "../../../cutover/steps/step";
import { entityControl } from "../control/entity-control";
import type { EntityControl } from "../../../cutover/control/control";
import { FakeProcess, type Behaviour } from "./fake-process";
import { controlOf, MemoryControl } from "../memory/memory-control";
import { MemoryLedger } from "../memory/memory-ledger";
import { FakeClock } from "../memory/fake-clock";

const fine = (name: string): Promise<readonly Check[]> =>
  Promise.resolve([{ name, ok: true, found: "as it must be" }]);

/** Facts of a migration of which nothing is wrong. */
export const fineFacts: Facts = {
  reachable: () => fine("reachable"),
  followed: () => fine("followed"),
  drain: () => Promise.resolve({ reached: () => fine("drained"), close: () => Promise.resolve() }),
  rows: () => fine("rows"),
};

/** An application of several processes, and the settings of an operator's step. */
export class Situation {
  readonly clock = new FakeClock(true);
  readonly control: MemoryControl;
  readonly ledger: MemoryLedger;
  private readonly processes: FakeProcess[] = [];

  constructor(changes: Partial<EntityControl>, ledger = new MemoryLedger()) {
    this.control = new MemoryControl(controlOf(entityControl(changes)));
    this.ledger = ledger;
  }

  /** Starts a process for each behaviour. */
  start(...behaviours: readonly Behaviour[]): this {
    for (const behaviour of behaviours)
      this.processes.push(
        new FakeProcess(`p${this.processes.length + 1}`, this.control, this.clock, behaviour),
      );
    return this;
  }

  /** Records that the stores were compared. */
  async verified(): Promise<this> {
    const { only } = this.control;
    const event = { at: this.clock.wall().toISOString(), by: "verify", change: "no differences" };
    await this.control.change({ ...only, revision: only.revision + 1 }, { ...event, kind: "verified" });
    return this;
  }

  settings(changes: Partial<StepSettings> = {}): StepSettings {
    const { control, ledger, clock } = this;
    return {
      ...{ control, ledger, clock, entity: "notes", by: "operator", facts: fineFacts },
      expect: { processes: this.processes.length },
      ...changes,
    };
  }

  /** Ends the processes, so that the clock stands still. */
  end(): void {
    for (const process of this.processes) void process.stop();
  }
}

/** The checks that failed: `name: found; fix`. */
export function refusals({ checks }: Pick<StepResult, "checks">): string[] {
  return checks.flatMap(({ ok, name, found, fix }) => (ok ? [] : [`${name}: ${found}; ${fix}`]));
}
