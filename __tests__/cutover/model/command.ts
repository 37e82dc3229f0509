import type { Clock } from "../../../cutover/clock";
import { advance } from "../../../cutover/steps/advance";
import { back } from "../../../cutover/steps/back";
import { type Check, fails, holds } from "../../../cutover/steps/check";
import { compareRecord } from "../../../cutover/steps/compare-record";
import type { Facts } from "../../../cutover/steps/facts";
import type { FlipOptions } from "../../../cutover/steps/flip";
import { readLedger } from "../../../cutover/steps/ledger-state";
import { nextStep } from "../../../cutover/steps/next-step";
import { percent } from "../../../cutover/steps/percent";
import { recordRepair } from "../../../cutover/steps/record-repair";
import { recordVerified } from "../../../cutover/steps/record-verified";
import { repairAll, repairLedger, type RepairSettings } from "../../../cutover/steps/repair";
import type { StepSettings } from "../../../cutover/steps/step";
import { thaw } from "../../../cutover/steps/thaw";
import { authorityIn, convergesIn } from "../../../cutover/phase";
import { MemoryControl } from "../memory/memory-control";
import { MemoryLedger } from "../memory/memory-ledger";
import { MemoryNewStore } from "../memory/memory-new-store";
import { MemoryOldStore } from "../memory/memory-old-store";
import type { Network } from "../memory/network";
import { noteMapping } from "../memory/note-mapping";
import { type Faults, noFaults, simulatedNetwork } from "./simulated-network";
import type { Actor } from "./simulation";
import { keys, lease, type World } from "./world";

/** One run of `dynamodb-migrate cutover`: a process of its own, which may be killed. */
export class Command implements Actor {
  readonly name = "command";
  isAlive = true;
  stalledUntil = 0;
  readonly stores: { readonly rows: MemoryOldStore; readonly tables: MemoryNewStore };
  private readonly clock: Clock;
  private readonly network: Network;
  private readonly settings: StepSettings;

  constructor(
    private readonly world: World,
    reliability: "faulty" | "reliable" = "faulty",
  ) {
    const { simulation } = world;
    const maxLateness = () => world.maxLateness;
    const networkWith = (faults: () => Faults) =>
      simulatedNetwork({ simulation, actor: this, faults, maxLateness });
    const [reliable, faulty] = [networkWith(() => noFaults), networkWith(() => world.faults)];
    // What only reads is repeated by the client until it gets a response.
    this.network = (request, handle) =>
      (reliability === "reliable" || /^(read|list|report|leave)/.test(request) ? reliable : faulty)(
        request,
        handle,
      );
    this.clock = simulation.clockOf(this);
    this.stores = {
      rows: new MemoryOldStore(world.rows, this.network),
      tables: new MemoryNewStore(world.tables, this.network, world.storeOptions),
    };
    this.settings = {
      control: new MemoryControl(world.control, this.network),
      ledger: new MemoryLedger(world.entries, this.network),
      leaseMilliseconds: lease,
      ...{ clock: this.clock, entity: "notes", by: "operator", expect: "no-others", facts: this.facts() },
    };
  }

  /** The command that `cutover status` suggests. */
  async suggested(options: FlipOptions): Promise<void> {
    const { control, ledger } = this.settings;
    const present = (await control.read()).get("notes");
    if (!present) return;
    const events = await control.history("notes");
    const state = await readLedger(ledger, "notes", this.clock);
    const next = nextStep({ control: present, processes: [], gates: [], events, ledger: state }).command;
    if (next.includes("--live")) return this.verifyLive();
    if (next.includes("--all")) return this.repairAll();
    if (next.includes("repair")) return this.repair();
    const skips = this.world.simulation.chance(0.7);
    if (next.includes("percent") && !skips) return this.percent(Number(next[2]));
    if (next.includes("percent")) return this.advance(options);
    if (next.includes("advance") && present.phase !== "new") return this.advance(options);
  }

  async advance(options: FlipOptions): Promise<void> {
    await advance(this.settings, options);
  }

  /** In follow mode, the operator would have to copy the records whose writes are given up. */
  async back(options: FlipOptions): Promise<void> {
    const { world } = this;
    const acceptLoss = world.present.mode === "dual" && world.simulation.chance(0.2);
    if (acceptLoss) world.acceptsLoss = true;
    await back(this.settings, { ...options, acceptLoss });
  }

  async percent(share: number): Promise<void> {
    await percent(this.settings, { percent: share });
  }

  async thaw(): Promise<void> {
    await thaw(this.settings);
  }

  async repair(): Promise<void> {
    await repairLedger(this.repairSettings(), (key) => key);
  }

  /** Refused unless the application copies its writes, as the command line does. */
  async repairAll(): Promise<void> {
    const { mode, phase } = this.world.present;
    if (!convergesIn(phase, mode)) return;
    const { rows, tables } = this.world;
    const list = (request: string, found: ReadonlyMap<string, unknown>): AsyncIterable<string> =>
      listed(() => this.network(request, () => [...found.keys()]));
    const found = await repairAll(this.repairSettings(), {
      old: list("list old", rows),
      new: list("list new", tables),
    });
    await recordRepair(this.settings, found);
  }

  /** `verify --live`: compares every record while `follow` copies. */
  async verifyLive(): Promise<void> {
    const { control } = this.settings;
    const started = { control: this.world.present, at: this.clock.wall() };
    if (started.control.mode !== "follow" || authorityIn(started.control.phase) === "new") return;
    if ((await control.read()).get("notes")?.revision !== started.control.revision) return;
    for (const key of keys)
      if ((await compareRecord(this.repairSettings(), key, "old", true)) !== "same") return;
    await recordVerified(this.settings, started, "verified", "verify: no differences");
  }

  private repairSettings(): RepairSettings {
    const { control, ledger, clock, entity } = this.settings;
    const { rows: old, tables } = this.stores;
    const stores = { old, new: tables, mapping: noteMapping };
    return { control, ledger, clock, entity, ...stores, label: "repair", leaseMilliseconds: lease };
  }

  private facts(): Facts {
    const fine = (name: string) => Promise.resolve([holds(name, "as it must be")]);
    return {
      reachable: () => fine("reachable"),
      rows: () => fine("rows"),
      followed: () => Promise.resolve([this.caughtUp()]),
      drain: () =>
        Promise.resolve({
          reached: async (deadlineMs: number) => {
            while (!this.caughtUp().ok && this.clock.now() < deadlineMs) await this.clock.sleep(200);
            return [this.caughtUp()];
          },
          close: () => Promise.resolve(),
        }),
    };
  }

  private caughtUp(): Check {
    const { log, isFollowing, hasRun } = this.world;
    if (hasRun && log.length === 0 && !isFollowing) return holds("followed", "caught up");
    return fails("followed", "not caught up", "wait");
  }
}

async function* listed(find: () => Promise<readonly string[]>): AsyncGenerator<string> {
  yield* await find();
}
