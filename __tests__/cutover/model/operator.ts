import type { Clock } from "../../../cutover/clock";
import type { EntityControl, Freeze } from "../../../cutover/control/control";
import { thawed } from "../../../cutover/control/thawed";
import { converge } from "../../../cutover/converge";
import { lateWriteMilliseconds } from "../../../cutover/late-writes";
import { authorityIn, convergesIn, type Phase, phasesOf } from "../../../cutover/phase";
import { MemoryControl } from "../memory/memory-control";
import { MemoryNewStore } from "../memory/memory-new-store";
import { MemoryOldStore } from "../memory/memory-old-store";
import { noteMapping } from "../memory/note-mapping";
import type { Actor } from "./simulation";
import { noFaults, simulatedNetwork } from "./simulated-network";
import { appendKeys, registerKeys, type World } from "./world";

const lease = 30_000;

/** The commands that move an entity from phase to phase, `follow`, and the repair of the ledger. */
export class Operator implements Actor {
  readonly name = "operator";
  isAlive = true;
  stalledUntil = 0;
  readonly clock: Clock;
  flips = 0;
  private isFollowing = false;
  private readonly old: MemoryOldStore;
  private readonly tables: MemoryNewStore;
  private readonly control: MemoryControl;
  /** Reports as last seen, and since when they have not changed. */
  private readonly seen = new Map<string, { beats: number; since: number }>();
  /** Times of the ledger's entries on the operator's clock. */
  private readonly entriesSeen = new Map<string, number>();

  private unverifiedSeen = { at: "", since: 0 };

  constructor(private readonly world: World) {
    const { simulation } = world;
    const settings = { simulation, actor: this, faults: () => noFaults, maxLateness: () => 0 };
    const network = simulatedNetwork(settings);
    this.clock = simulation.clockOf(this);
    this.old = new MemoryOldStore(world.rows, network);
    this.tables = new MemoryNewStore(world.tables, network);
    this.control = new MemoryControl(world.control, network);
  }

  /** Moves forward and back at random. */
  async operate(moves: number): Promise<void> {
    const { simulation } = this.world;
    for (let move = 0; move < moves; move++) {
      await this.clock.sleep(simulation.between(0, 12_000));
      await this.move().catch(() => {});
    }
  }

  /** `follow`: copies the changes that the log tells, while the old store is the authority. */
  async follow(): Promise<void> {
    for (;;) {
      if (this.world.present.mode !== "follow") return;
      await this.clock.sleep(2000);
      const { phase } = this.world.present;
      if (phase === "old" || authorityIn(phase) === "new") continue;
      this.isFollowing = true;
      for (let key = this.world.log[0]; key !== undefined; key = this.world.log[0]) {
        // Later changes of the same key are copied again.
        this.world.log.shift();
        await this.copy(key);
      }
      this.isFollowing = false;
    }
  }

  /** Lets the ledger of ended processes be settled, and an unverified entity be verified. */
  async rest(): Promise<void> {
    await this.clock.sleep(lease + 5000);
    for (let round = 0; round < 40 && !(await this.isAtRest()); round++) {
      await this.clock.sleep(60_000);
      // Of a flip whose command ended, when no process is left to lift it.
      if (this.world.present.freeze) await this.store(thawed(this.world.present));
      await this.repair();
      if (this.world.present.unverified) await this.verify().catch(() => {});
    }
  }

  private async isAtRest(): Promise<boolean> {
    const { entries, present, log } = this.world;
    await Promise.resolve();
    const isFollowed = present.mode !== "follow" || authorityIn(present.phase) === "new" || log.length === 0;
    return entries.size === 0 && !present.unverified && !present.freeze && isFollowed;
  }

  private async move(): Promise<void> {
    const { simulation, present } = this.world;
    const { phase, mode } = present;
    const phases = phasesOf(mode);
    const at = phases.indexOf(phase);
    if (phase === "shadow" && simulation.chance(0.4)) {
      await this.change({ percent: [0, 10, 50, 100][Math.floor(simulation.random() * 4)] });
    } else if (phase === "old" || (phase === mode && simulation.chance(0.8))) {
      await this.advance(phases[at + 1] as Phase);
    } else if (phase === mode) {
      await this.change({ phase: "old" });
    } else if (phase === "shadow" && simulation.chance(0.2)) {
      await this.change({ phase: mode, percent: 0 });
    } else {
      await this.flip(authorityIn(phase) === "old" ? "new" : "old");
    }
  }

  private async advance(phase: Phase): Promise<void> {
    if (phase === "shadow") await this.backfill();
    await this.change({ phase });
  }

  /** Copies all records once every process acts by the present revision. */
  private async backfill(): Promise<void> {
    if (!(await this.everyProcess(this.world.present.revision, false, 120_000)))
      throw new Error("a process does not act by the revision");
    for (const key of [...registerKeys, ...appendKeys]) await this.copy(key);
  }

  /** A write whose mark was lost may still arrive until then: an earlier verification clears nothing. */
  private mayClear(at: string): boolean {
    if (this.unverifiedSeen.at !== at) this.unverifiedSeen = { at, since: this.clock.now() };
    return this.clock.now() - this.unverifiedSeen.since > lateWriteMilliseconds + 60_000;
  }

  private async verify(): Promise<void> {
    const { revision, unverified } = this.world.present;
    if (!unverified || !this.mayClear(unverified.at)) return;
    await this.backfill();
    const { present } = this.world;
    if (present.unverified !== unverified || !convergesIn(present.phase, present.mode)) return;
    if (present.revision !== revision) return;
    await this.store(withoutMark(present));
  }

  private async flip(to: "old" | "new"): Promise<void> {
    const { simulation, present } = this.world;
    if (present.unverified) await this.verify();
    await this.repair();
    const maxMilliseconds = simulation.chance(0.7) ? 5000 : 50_000;
    const freeze: Freeze = { to, by: `flip-${++this.flips}`, maxMilliseconds };
    await this.change({ freeze, pollMilliseconds: 1000 });
    const frozen = this.world.present;
    if (frozen.freeze?.by !== freeze.by) return;
    // The command is ended: the processes lift the freeze.
    if (simulation.chance(0.1)) return;
    const isDone = await this.mayFlip(frozen);
    if (!isDone) {
      await this.store(thawed(frozen));
      return;
    }
    const phase = to === "new" ? "new" : "shadow";
    await this.store({ ...thawed(frozen), phase, percent: 0, epoch: frozen.epoch + 1 });
  }

  private async mayFlip({ revision, mode, freeze }: EntityControl): Promise<boolean> {
    if (!(await this.everyProcess(revision, true, freeze?.maxMilliseconds ?? 0))) return false;
    const { entries, log, present } = this.world;
    if (entries.size > 0 || present.unverified) return false;
    if (mode === "dual" || freeze?.to === "old") return true;
    for (let wait = 0; wait < 10 && (log.length > 0 || this.isFollowing); wait++) await this.clock.sleep(500);
    return log.length === 0 && !this.isFollowing;
  }

  /** Whether every process has reported a revision, or not reported for a lease. */
  private async everyProcess(revision: number, isDrained: boolean, milliseconds: number): Promise<boolean> {
    const end = this.clock.now() + milliseconds;
    this.seen.clear();
    for (;;) {
      const reports = await this.control.reports();
      const now = this.clock.now();
      const waiting = reports.filter(({ process, beats, entities }) => {
        const known = this.seen.get(process);
        if (known?.beats !== beats) this.seen.set(process, { beats, since: now });
        else if (now - known.since > lease) return false;
        const [report] = entities;
        return !report || report.revision < revision || (isDrained && report.writesInFlight > 0);
      });
      if (waiting.length === 0) return true;
      if (now > end) return false;
      await this.clock.sleep(1000);
    }
  }

  /** Copies the records of entries whose requests can no longer arrive. */
  async repair(): Promise<void> {
    const { entries } = this.world;
    const now = this.clock.now();
    for (const [name, { key }] of [...entries]) {
      const since = this.entriesSeen.get(name) ?? now;
      this.entriesSeen.set(name, since);
      if (now - since < lateWriteMilliseconds + 60_000 || this.world.present.freeze) continue;
      if ((await this.copy(key)) === "equal") entries.delete(name);
    }
  }

  private async copy(key: string): Promise<unknown> {
    const { phase, epoch } = this.world.present;
    const { old, tables } = this;
    const options = { key, authority: authorityIn(phase), epoch, old, new: tables, mapping: noteMapping };
    return converge({ ...options, rounds: 50 });
  }

  private async change(change: Partial<EntityControl>): Promise<void> {
    await this.store({ ...this.world.present, ...change });
  }

  private async store(next: EntityControl): Promise<void> {
    const event = { at: "", by: this.name, change: "moved" };
    await this.control.change({ ...next, revision: next.revision + 1 }, event);
  }
}

function withoutMark({ unverified: _unverified, ...control }: EntityControl): EntityControl {
  return control;
}
