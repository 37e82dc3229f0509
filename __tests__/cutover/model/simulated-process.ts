import type { Clock } from "../../../cutover/clock";
import { type Cutover, cutover } from "../../../cutover/cutover";
import type { RecordKey } from "../../../cutover/record-key";
import type { Records } from "../../../cutover/records";
import type { Network } from "../memory/network";
import { MemoryControl } from "../memory/memory-control";
import { MemoryLedger } from "../memory/memory-ledger";
import { MemoryNewStore } from "../memory/memory-new-store";
import { MemoryOldStore } from "../memory/memory-old-store";
import { type Note, note, noteMapping } from "../memory/note-mapping";
import { mutatedControl } from "./mutated-control";
import type { Actor } from "./simulation";
import { type Faults, simulatedNetwork } from "./simulated-network";
import { pick } from "./pick";
import { appendKeys, keys, lease, type World } from "./world";

/** How a process behaves. */
export interface ProcessBehaviour {
  /** How often it reads the control. Milliseconds. */
  readonly pollMs: number;
  /** It stops once between its reading of the tables and its writing, until the authority has changed. */
  readonly sleeps: boolean;
}

/** Longer than a schedule lasts. Milliseconds. */
const forever = 1e9;

/** A process of the application: the library, and a client that reads and writes through it. */
export class SimulatedProcess implements Actor {
  isAlive = true;
  stalledUntil = 0;
  private readonly network: Network;
  private cutover?: Cutover;
  private writes = 0;
  private clients = 0;
  private isRested: boolean;

  constructor(
    readonly name: string,
    private readonly world: World,
    private readonly behaviour: ProcessBehaviour,
  ) {
    this.isRested = !behaviour.sleeps;
    this.network = this.networkWith(() => world.faults);
  }

  get isIdle(): boolean {
    return !this.isAlive || this.clients === 0;
  }

  /** Starts, and lets a number of clients make a number of calls each. */
  start(clients: number, calls: number): void {
    for (let client = 0; client < clients; client++) {
      this.clients++;
      void this.client(calls).finally(() => this.clients--);
    }
  }

  /** Lets it run from now on. */
  wake(): void {
    this.isRested = true;
    if (this.stalledUntil >= forever) this.stalledUntil = 0;
  }

  private async client(calls: number): Promise<void> {
    const { simulation } = this.world;
    const clock = simulation.clockOf(this);
    const notes = await this.records((milliseconds) => clock.sleep(milliseconds));
    for (let call = 0; call < calls; call++) {
      if (simulation.chance(0.5)) await this.controlChanges(clock);
      await clock.sleep(simulation.between(0, pick(simulation.random, [100, 100, 1500, 10_000])));
      await this.call(notes);
    }
  }

  /** Most of what can fail happens around a change of the control: waits for one, or some time. */
  private async controlChanges(clock: Clock): Promise<void> {
    const ended = new AbortController();
    const stopWaiting = this.world.onNextChange(() => {
      ended.abort(null);
    });
    await clock.sleep(20_000, ended.signal);
    stopWaiting();
  }

  /** The process's records. Starts again if the control cannot be reached. */
  private async records(sleep: (milliseconds: number) => Promise<void>): Promise<Records<Note>> {
    for (;;) {
      try {
        this.starting ??= this.startLibrary();
        this.cutover = await this.starting;
        return this.cutover.entity<Note>("notes");
      } catch {
        delete this.starting;
        await sleep(500);
      }
    }
  }

  private starting?: Promise<Cutover>;

  private startLibrary(): Promise<Cutover> {
    const { world, network } = this;
    const { simulation, mutations } = world;
    const ledgerNetwork = this.networkWith(() => world.ledgerFaults);
    const ledger = new MemoryLedger(mutations.hasNoLedger ? undefined : world.entries, ledgerNetwork);
    return cutover({
      control: mutatedControl(new MemoryControl(world.control, network), mutations),
      ledger,
      entities: {
        notes: {
          old: new MemoryOldStore(world.rows, this.recording(network)),
          new: new MemoryNewStore(world.tables, this.sleepy(network), world.storeOptions),
          mapping: noteMapping,
        },
      },
      clock: simulation.clockOf(this),
      random: simulation.random,
      label: this.name,
      pollMilliseconds: this.behaviour.pollMs,
      leaseMilliseconds: lease,
      freezeWaitMilliseconds: 8000,
    });
  }

  private networkWith(faults: () => Faults): Network {
    const { world } = this;
    return simulatedNetwork({
      ...{ simulation: world.simulation, actor: this, faults },
      maxLateness: () => world.maxLateness,
    });
  }

  /** Stops the process when it has asked for the tables' items. Then the authority changes, and somebody writes. */
  private sleepy(network: Network): Network {
    const { simulation } = this.world;
    return (request, handle) => {
      const response = network(request, handle);
      if (!this.isRested && request.startsWith("read new") && simulation.chance(0.2)) {
        this.isRested = true;
        this.stalledUntil = forever;
        this.world.onNextEpoch(() => {
          simulation.later(simulation.between(0, 20_000), () => {
            this.wake();
          });
        });
      }
      return response;
    };
  }

  /** Changes of rows are told by the database's log. */
  private recording(network: Network): Network {
    const { log } = this.world;
    return (request, handle) =>
      network(request, () => {
        const result = handle();
        const [, change, key] = /^(write|change) old (\w+)$/.exec(request) ?? [];
        if (change && key) log.push(key);
        return result;
      });
  }

  private async call(notes: Records<Note>): Promise<void> {
    const { simulation } = this.world;
    const key = pick(simulation.random, keys);
    try {
      if (simulation.chance(0.3)) await notes.get(key);
      else if (appendKeys.includes(key)) await this.append(notes, key);
      else await this.replace(notes, key);
    } catch {
      // What was not acknowledged may be lost.
    }
  }

  private async replace(notes: Records<Note>, key: string): Promise<void> {
    const { history, simulation } = this.world;
    const value = simulation.chance(0.25) ? undefined : this.token();
    const write = history.start(key, value);
    if (value === undefined) await notes.delete(key);
    else await notes.put(note(key, value));
    history.acknowledge(write);
  }

  /** The authority's own atomic operation: adds a tag. */
  private async append(notes: Records<Note>, key: string): Promise<void> {
    const { world } = this;
    const tag = this.token();
    world.history.startAppend(key, tag);
    const old = this.recording(this.network);
    await notes.write(key, {
      old: () => {
        world.authorityWrite("old", this.name);
        return old(`change old ${key}`, () => {
          const { text, tags } = world.rows.get(key) as Note;
          world.rows.set(key, note(key, text, ...tags, tag));
        });
      },
      new: ({ epoch }) => {
        world.authorityWrite("new", this.name);
        return this.network(`change new ${key}`, () => this.addItem(key, tag, epoch));
      },
    });
    world.history.append(key, tag);
  }

  private addItem(key: RecordKey, tag: string, epoch: number): void {
    const sortKey = `TAG#${tag}`;
    this.world.tables
      .get(key as string)
      ?.set(sortKey, { item: { PK: { S: key as string }, SK: { S: sortKey } }, epoch });
  }

  private token(): string {
    return `${this.name}-${++this.writes}`;
  }
}
