import { randomUUID } from "node:crypto";
import type { EntityControl } from "../control/control";
import { thawed } from "../control/thawed";
import { RevisionConflictError } from "../errors";
import { authorityIn, type Side } from "../phase";
import { type Check, fails, holds } from "./check";
import { checkFreeze, checkProcesses, checkUnverified, checkVerified } from "./check-entity";
import { checkGates, readGates } from "./check-gates";
import { type Drain, unknownFacts } from "./facts";
import { checkLedger, readLedger } from "./ledger-state";
import type { ObservedProcess } from "./observe-processes";
import { Step, type StepResult, type StepSettings } from "./step";
import { waitForProcesses } from "./wait-for-processes";

/** Settings of the flip. */
export interface FlipOptions {
  /** Milliseconds for which writes may be stopped. After it, the flip gives up and writes continue. @default 2000 */
  readonly maxFreezeMs?: number;
  /**
   * How often processes poll while the flip is prepared and under way, in milliseconds. Reports and ledger are looked at twice
   * as often. @default 50
   */
  readonly pollMs?: number;
  /** Back with ledger entries: the writes to the tables that the old store does not have are given up. */
  readonly acceptLoss?: boolean;
}

const defaultMaxFreezeMs = 2000;
const defaultPollMs = 50;

/**
 * Changes the authority of a whole entity, in either direction. First every process is made to poll fast, without stopping
 * anything; then writes freeze until every process reports none in flight and the other store has all of them; then the
 * authority changes. If any of it fails or takes too long, writes continue under the authority of before.
 */
export async function flip(settings: StepSettings, to: Side, options: FlipOptions = {}): Promise<StepResult> {
  const step = new Step(settings);
  const current = await step.current();
  const phase = to === "new" ? "new" : "shadow";
  const change = `flip: authority ${authorityIn(current.phase)} → ${to}, phase ${current.phase} → ${phase}`;
  const next = { ...thawed(current), phase, epoch: current.epoch + 1, percent: 0 } as const;
  const processes = await checkBefore(step, current, to, options);
  if (step.isRefused || settings.dryRun) return step.finish(current, next, change, "flip");
  return new Flip(step, current, processes, to, options).run(next, change);
}

async function checkBefore(
  step: Step,
  current: EntityControl,
  to: Side,
  options: FlipOptions,
): Promise<readonly ObservedProcess[]> {
  const from = to === "new" ? "shadow" : "new";
  step.add(
    current.phase === from
      ? holds("phase", `${current.entity} is in phase ${from}`)
      : fails(
          "phase",
          `the flip to ${to} starts from the phase ${from}, and ${current.entity} is in ${current.phase}`,
          `see cutover status --entity ${current.entity} for the next step`,
        ),
    ...checkFreeze(current),
  );
  if (step.isRefused) return [];
  const processes = await checkProcesses(step, current, { expectation: true });
  if (to === "new") await checkForward(step, current, processes);
  else if (!options.acceptLoss) step.add(checkUnverified(current));
  return processes;
}

async function checkForward(
  step: Step,
  current: EntityControl,
  processes: readonly ObservedProcess[],
): Promise<void> {
  const { facts = unknownFacts(current), control, ledger, clock } = step.settings;
  step.add(
    ...(await facts.rows()),
    checkUnverified(current),
    checkVerified(await control.history(current.entity), current),
    checkGates(readGates(current, processes, await readLedger(ledger, current.entity, clock))),
    ...(current.mode === "follow" ? await facts.followed() : []),
  );
}

/** A flip whose conditions hold. */
class Flip {
  private state: EntityControl;
  private frozenAt: number | undefined;
  private lostKeys: readonly string[] = [];

  constructor(
    private readonly step: Step,
    private readonly before: EntityControl,
    private readonly processes: readonly ObservedProcess[],
    private readonly to: Side,
    private readonly options: FlipOptions,
  ) {
    this.state = before;
  }

  async run(next: EntityControl, change: string): Promise<StepResult> {
    try {
      await this.announce();
      if (!this.step.isRefused) await this.prepare();
      if (!this.step.isRefused) await this.freeze();
      if (!this.step.isRefused) await this.settle();
      if (!this.step.isRefused) await this.change(next, change);
    } finally {
      await this.thaw();
      await this.drain?.close();
    }
    const { checks, isRefused, settings } = this.step;
    return {
      ...{ entity: settings.entity, outcome: isRefused ? "refused" : "changed", checks, change },
      ...{ before: this.before, after: this.state },
      ...(this.stoppedMs !== undefined && { stoppedMs: this.stoppedMs }),
      ...(this.lostKeys.length > 0 && { lostKeys: this.lostKeys }),
    };
  }

  private stoppedMs: number | undefined;
  private drain: Drain | undefined;
  private comparison = "";

  private get maxFreezeMs(): number {
    return this.options.maxFreezeMs ?? defaultMaxFreezeMs;
  }

  private get pollMs(): number {
    return this.options.pollMs ?? defaultPollMs;
  }

  private get deadline(): number {
    return (this.frozenAt ?? 0) + this.maxFreezeMs;
  }

  /** Writes continue meanwhile. */
  private async announce(): Promise<void> {
    const { step } = this;
    this.state = await step.store(
      { ...this.state, pollMilliseconds: this.pollMs },
      `flip to ${this.to} announced`,
    );
    const late = await this.reported(this.state.revision, step.settings.clock.now() + step.lease, false);
    step.add(
      late.length === 0
        ? holds("announced", "every process knows of the flip, and polls fast")
        : fails(
            "announced",
            `did not report the announcement: ${late.join(", ")}`,
            "end those processes or repair their connection to the control, then repeat the command",
          ),
    );
  }

  /** Does what need not be done while writes are frozen. */
  private async prepare(): Promise<void> {
    if (this.to === "old") return;
    const { facts = unknownFacts(this.before), control, entity } = this.step.settings;
    if (this.before.mode === "follow") this.drain = await facts.drain();
    this.comparison = checkVerified(await control.history(entity), this.before).found;
  }

  private async freeze(): Promise<void> {
    const { step, to, maxFreezeMs } = this;
    const freeze = { to, by: randomUUID(), maxMilliseconds: maxFreezeMs };
    this.frozenAt = step.settings.clock.now();
    this.state = await step.store({ ...this.state, freeze }, `writes frozen for a flip to ${to}`);
    const late = await this.reported(this.state.revision, this.deadline, true);
    if (late.length === 0)
      return step.add(holds("frozen", "every process reports that no write is in flight"));
    step.add(
      fails(
        "frozen",
        `not frozen within ${maxFreezeMs} ms: ${late.join(", ")}`,
        "writes continue as before; find what holds the writes of those processes, or raise --max-freeze",
      ),
    );
  }

  private reported(revision: number, deadline: number, idle: boolean): Promise<readonly string[]> {
    return waitForProcesses({
      ...this.step.settings,
      ...{ processes: this.processes, revision, deadline, idle, lookMs: this.pollMs / 2 },
    });
  }

  /** The other store has every acknowledged write. */
  private async settle(): Promise<void> {
    const { step, drain } = this;
    if (drain) step.add(...(await drain.reached(this.deadline)));
    else await this.settleLedger();
    if (!step.isRefused && this.to === "new") step.add(this.writesSinceComparison());
  }

  /** Records that were written since the comparison of all records are not compared again: this says why they are equal. */
  private writesSinceComparison(): Check {
    const how =
      this.before.mode === "follow"
        ? "follow has copied every write since"
        : "no write since has left a mark in the ledger";
    return holds("writes-since", `${this.comparison}, and ${how}`);
  }

  /** Processes settle their entries themselves while writes are frozen. */
  private async settleLedger(): Promise<void> {
    const { ledger, clock, entity, signal } = this.step.settings;
    for (;;) {
      // Only the old store may lack writes: the tables were compared, and have every write of a settled ledger.
      const acceptsLoss = this.options.acceptLoss === true && this.to === "old";
      const found = await readLedger(ledger, entity, clock, acceptsLoss ? Infinity : undefined);
      if (found.entries > 0 && acceptsLoss) return this.giveUp(found.keys);
      const isOver = clock.now() >= this.deadline || signal?.aborted === true;
      if (found.entries === 0 || isOver) return this.step.add(checkSettled(checkLedger(found), this.to));
      await clock.sleep(this.pollMs / 2, signal);
    }
  }

  private giveUp(keys: readonly string[]): void {
    this.lostKeys = keys;
    this.step.add(
      holds("ledger", `--accept-loss: the last writes of ${keys.length} records to the tables are given up`),
    );
  }

  private async change(next: EntityControl, change: string): Promise<void> {
    const { step, deadline } = this;
    const { clock, signal } = step.settings;
    const late = clock.now() >= deadline || signal?.aborted === true;
    if (late) return step.add(this.lateCheck());
    try {
      const state = { ...next, ...this.unverified, revision: this.state.revision };
      this.state = await step.store(state, change, "flip");
      this.stoppedMs = clock.now() - (this.frozenAt ?? 0);
      this.frozenAt = undefined;
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
      step.add(this.lateCheck());
    }
  }

  /** In follow mode nothing copies those records again, and a late request of a write that was given up may change them. */
  private get unverified(): Pick<EntityControl, "unverified"> {
    const { length } = this.lostKeys;
    if (length === 0 || this.before.mode === "dual") return {};
    const reason = `the last writes of ${length === 1 ? "1 record" : `${length} records`} to the tables were given up`;
    return { unverified: { reason, at: this.step.settings.clock.wall().toISOString() } };
  }

  private lateCheck(): Check {
    return fails(
      "in-time",
      `the flip took longer than ${this.maxFreezeMs} ms; writes continue as before`,
      "repeat it at a quieter time, or raise --max-freeze",
    );
  }

  /** Withdraws announcement and freeze, unless the flip was made or somebody else has withdrawn them. */
  private async thaw(): Promise<void> {
    const { step, state } = this;
    if (state.freeze === undefined && state.pollMilliseconds === undefined) return;
    const frozenAt = this.frozenAt;
    try {
      this.state = await step.store(thawed(state), `flip to ${this.to} given up; writes continue`);
    } catch (error) {
      if (!(error instanceof RevisionConflictError)) throw error;
      this.state = await step.stored();
    }
    if (frozenAt !== undefined) this.stoppedMs = step.settings.clock.now() - frozenAt;
  }
}

function checkSettled(check: Check, to: Side): Check {
  if (check.ok || to === "new") return check;
  return { ...check, fix: "run cutover repair first; or give up those writes with --accept-loss" };
}
