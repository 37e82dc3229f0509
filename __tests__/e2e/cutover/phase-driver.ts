import { setTimeout as sleep } from "node:timers/promises";
import type { Control, EntityControl } from "../../../cutover/control/control";
import type { Ledger } from "../../../cutover/ledger/ledger";
import type { Mode } from "../../../cutover/phase";
import type { RecordKey } from "../../../cutover/record-key";
import type { NewStore, OldStore, RecordMapping } from "../../../cutover/stores/store";
import { advance } from "../../../cutover/steps/advance";
import { back } from "../../../cutover/steps/back";
import { flip } from "../../../cutover/steps/flip";
import { init } from "../../../cutover/steps/init";
import { percent } from "../../../cutover/steps/percent";
import { repairAll, repairLedger } from "../../../cutover/steps/repair";
import { setGates } from "../../../cutover/steps/set-gates";
import type { Facts } from "../../../cutover/steps/facts";
import type { StepResult } from "../../../cutover/steps/step";
import { systemClock } from "../../../cutover/system-clock";

/** An entity as an operator moves it. */
export interface DriverSettings {
  readonly control: Control;
  readonly ledger: Ledger;
  readonly entity: string;
  readonly mode: Mode;
  readonly processes: number;
  readonly leaseMs: number;
  readonly stores: { readonly old: OldStore; readonly new: NewStore; readonly mapping: RecordMapping };
  /** In follow mode. */
  readonly facts?: Partial<Facts>;
}

const attempts = 8;
const holds = (name: string) => () =>
  Promise.resolve([{ name, ok: true, found: "the test says so" } as const]);

const drained = { reached: holds("drained"), close: () => Promise.resolve() };

/** Takes the steps of a cutover by the library's own functions, as an operator would: again if one is refused. */
export class PhaseDriver {
  /** Milliseconds for which each flip stopped writes. */
  readonly stops: number[] = [];

  constructor(private readonly settings: DriverSettings) {}

  async init(): Promise<void> {
    await this.step("init", () => init(this.common, this.settings.mode));
    // A busy machine is slow, and a test of it is not about latency.
    const limits = { maxLatencyP99: 1e6, maxErrorRate: 1, maxLedgerAge: 1e6, compareSample: 0.3 };
    await this.step("gates", () => setGates(this.common, limits));
  }

  async advance(): Promise<void> {
    await this.step("advance", async () => {
      if ((await this.current()).phase !== "old") await this.settle();
      return advance(this.common);
    });
  }

  async percent(share: number): Promise<void> {
    await this.step("percent", () => percent(this.common, { percent: share }));
  }

  async back(): Promise<void> {
    await this.step("back", () => back(this.common));
  }

  /** Settles the ledger before each attempt. */
  async flip(to: "old" | "new"): Promise<void> {
    const result = await this.step(`flip to ${to}`, async () => {
      await this.settle();
      return flip(this.common, to, { maxFreezeMs: 20_000 });
    });
    this.stops.push(result.stoppedMs ?? 0);
  }

  /** Copies every record to the tables, row by row. */
  async backfill(keys: readonly RecordKey[]): Promise<void> {
    const result = await repairAll(this.repairing, { old: each(keys), new: each([]) });
    if (result.failed > 0) throw new Error(`backfill: ${result.failures.join("; ")}`);
    await this.record("backfilled");
  }

  /** Says that the stores were compared. */
  async record(kind: "backfilled" | "verified"): Promise<void> {
    const { control } = this.settings;
    const current = await this.current();
    const next = { ...current, revision: current.revision + 1 };
    await control.change(next, { kind, change: kind, by: "test", at: new Date().toISOString() });
  }

  /** Converges what ended processes have left in the ledger. No request of theirs can still arrive here. */
  async settle(): Promise<void> {
    const keyOf = (text: string): RecordKey => (text.startsWith("[") ? (JSON.parse(text) as string[]) : text);
    await repairLedger(this.repairing, keyOf, 0);
  }

  /** Waits until the ledger is empty. */
  async settled(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      await this.settle();
      const left: string[] = [];
      for await (const { key } of this.settings.ledger.entries(this.settings.entity)) left.push(key);
      if (left.length === 0) return;
      if (attempt > 100) throw new Error(`the ledger keeps ${left.join(", ")}`);
      await sleep(200);
    }
  }

  async current(): Promise<EntityControl> {
    const found = (await this.settings.control.read()).get(this.settings.entity);
    if (!found) throw new Error(`no entity ${this.settings.entity}`);
    return found;
  }

  private get common() {
    const { control, ledger, entity, processes, leaseMs, facts } = this.settings;
    return {
      ...{ control, ledger, entity, clock: systemClock, by: "test", expect: { processes } },
      leaseMilliseconds: leaseMs,
      facts: {
        ...{ reachable: holds("reachable"), followed: holds("followed") },
        ...{ drain: () => Promise.resolve(drained), rows: holds("rows"), ...facts },
      },
    };
  }

  private get repairing() {
    const { control, ledger, entity, stores, leaseMs } = this.settings;
    return {
      leaseMilliseconds: leaseMs,
      control,
      ledger,
      entity,
      ...stores,
      clock: systemClock,
      label: "repair of the test",
    };
  }

  private async step(name: string, take: () => Promise<StepResult>): Promise<StepResult> {
    const refusals: string[] = [];
    for (let attempt = 0; attempt < attempts; attempt++) {
      const result = await take().catch((error: unknown) => {
        refusals.push(String(error));
        return undefined;
      });
      if (result?.outcome === "changed") return result;
      if (result)
        refusals.push(
          result.checks
            .filter(({ ok }) => !ok)
            .map((check) => check.found)
            .join("; "),
        );
      await sleep(300);
    }
    throw new Error(`${name} of ${this.settings.entity} is refused: ${refusals.join(" | ")}`);
  }
}

// oxlint-disable-next-line typescript/require-await
async function* each(keys: readonly RecordKey[]): AsyncGenerator<RecordKey> {
  yield* keys;
}
