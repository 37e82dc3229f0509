import type { Clock } from "../../../cutover/clock";
import { converge } from "../../../cutover/converge";
import { settledMilliseconds } from "../../../cutover/late-writes";
import { authorityIn } from "../../../cutover/phase";
import { noteMapping } from "../memory/note-mapping";
import { Command } from "./command";
import { pick } from "./pick";
import type { Actor } from "./simulation";
import { keys, lease, type World } from "./world";

/** The command line's default is 2 s; requests of the simulation are slower. Milliseconds. */
const maxFreezes = [5000, 50_000];

/** A person who types commands, the process `follow`, and what settles everything at the end. */
export class Operator implements Actor {
  readonly name = "operator";
  isAlive = true;
  stalledUntil = 0;
  private readonly clock: Clock;
  /** Milliseconds. Some type the next command before the requests of the moment have ended. */
  private readonly maxPause: number;
  private copier?: Command;

  /** @param habits of the person: how often the suggested command is typed, and how often lost marks are waited for; 0 to 1 */
  constructor(
    private readonly world: World,
    private readonly habits = { suggested: 0.6, waits: 0.2 },
  ) {
    this.clock = world.simulation.clockOf(this);
    this.maxPause = pick(world.simulation.random, [200, 5000]);
  }

  /** Types commands: mostly the one that `cutover status` suggests, sometimes another. Some are killed meanwhile. */
  async operate(commands: number): Promise<void> {
    const { simulation } = this.world;
    for (let count = 0; count < commands; count++) {
      const isMarked = this.world.entries.size > 0 || this.world.present.unverified !== undefined;
      const waits = isMarked && simulation.chance(this.habits.waits);
      await this.clock.sleep(waits ? settledMilliseconds : simulation.between(0, this.maxPause));
      const command = new Command(this.world);
      const killed = simulation.chance(0.15)
        ? this.clock.sleep(simulation.between(0, 25_000)).then(() => void (command.isAlive = false))
        : new Promise<never>(() => {});
      await Promise.race([this.run(command).catch(() => {}), killed]);
    }
  }

  private async run(command: Command): Promise<void> {
    const { simulation, present } = this.world;
    const options = { maxFreezeMs: pick(simulation.random, maxFreezes), pollMs: 500 };
    if (simulation.chance(this.habits.suggested)) return command.suggested(options);
    const { phase, mode } = present;
    const isRisky = phase === "new" && !simulation.chance(0.1);
    const other = [
      ...(isRisky ? [] : [() => command.advance(options)]),
      () => command.back(options),
      () => command.repair(),
      () => (mode === "dual" ? command.repairAll() : command.verifyLive()),
      () => command.percent(pick(simulation.random, [0, 10, 50, 100])),
    ];
    await pick(simulation.random, other)();
  }

  /** `follow`: copies the changes that the log tells, while the old store is the authority. */
  async follow(): Promise<void> {
    const { world } = this;
    for (;;) {
      if (world.present.mode !== "follow") return;
      await this.clock.sleep(2000);
      const { phase } = world.present;
      if (phase === "old" || authorityIn(phase) === "new") continue;
      world.isFollowing = true;
      // `run --follow` moves all rows first, and follows the log from before it read them.
      if (!world.hasRun) for (const key of keys) await this.copy(key);
      world.hasRun = true;
      for (let key = world.log[0]; key !== undefined; key = world.log[0]) {
        // Later changes of the same key are copied again.
        world.log.shift();
        await this.copy(key);
      }
      world.isFollowing = false;
    }
  }

  /** Lets the ledger of ended processes be settled, and an unverified entity be verified. */
  async rest(): Promise<void> {
    await this.clock.sleep(lease + 5000);
    for (let round = 0; round < 40 && !this.isAtRest(); round++) {
      await this.clock.sleep(30_000);
      const command = new Command(this.world);
      // Of a flip whose command ended, when no process is left to lift it.
      if (this.world.present.freeze) await command.thaw().catch(() => {});
      if (this.world.entries.size > 0) await command.repair().catch(() => {});
      if (this.world.present.unverified) await command.repairAll().catch(() => {});
    }
  }

  private isAtRest(): boolean {
    const { entries, present, log } = this.world;
    const isFollowing =
      present.mode === "follow" && present.phase !== "old" && authorityIn(present.phase) === "old";
    const isFollowed = !isFollowing || log.length === 0;
    return entries.size === 0 && !present.unverified && !present.freeze && isFollowed;
  }

  private async copy(key: string): Promise<void> {
    const { rows, tables } = (this.copier ??= new Command(this.world, "reliable")).stores;
    const { epoch } = this.world.present;
    await converge({
      key,
      authority: "old",
      epoch,
      old: rows,
      new: tables,
      mapping: noteMapping,
      rounds: 50,
    });
  }
}
