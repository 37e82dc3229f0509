import { authorityIn, convergesIn, type Mode, type Phase } from "../../../cutover/phase";
import { sameItems } from "../../../cutover/same-items";
import type { RowObject } from "../../../migrations/items/row";
import { noControl } from "../memory/memory-control";
import { lateWriteMilliseconds } from "../../../cutover/late-writes";
import type { ItemWrite, MemoryStoreOptions, Tables } from "../memory/memory-new-store";
import { note, noteMapping } from "../memory/note-mapping";
import { notesControl } from "../memory/test-cutover";
import type { LedgerEntry } from "../../../cutover/ledger/ledger";
import type { EntityControl } from "../../../cutover/control/control";
import { pick } from "./pick";
import { type Faults, noFaults } from "./simulated-network";
import type { Simulation } from "./simulation";
import { WriteHistory } from "./write-history";

/** Parts of the mechanism that a mutation of the model removes. */
export interface Mutations {
  readonly hasNoLedger?: boolean;
  /** Writes to the tables do not ask for the epoch. */
  readonly hasNoEpochCondition?: boolean;
  /** Processes do not see that writes are frozen. */
  readonly ignoresFreeze?: boolean;
  /** Processes report the revision that they have read last, whatever writes in flight act by. */
  readonly reportsLatestRevision?: boolean;
  /** Processes do not notice that they were stopped between their reading of the tables and their writing. */
  readonly writesStale?: boolean;
}

export const registerKeys = ["r1", "r2"];
export const appendKeys = ["t1", "t2"];
export const keys: readonly string[] = [...registerKeys, ...appendKeys];
/** The default of the library. Milliseconds. */
export const lease = 30_000;

/** What the processes of a schedule share: stores, ledger, control and faults. */
export class World {
  readonly rows = new Map<string, RowObject>();
  readonly tables: Tables = new Map();
  readonly control = noControl();
  readonly entries = new Map<string, LedgerEntry>();
  readonly history = new WriteHistory();
  readonly violations: string[] = [];
  /** Keys that `follow` has to copy, in follow mode. */
  readonly log: string[] = [];
  /** Whether `run --follow` has moved all rows. */
  hasRun = false;
  /** Whether `follow` is copying. */
  isFollowing = false;
  /** Whether an operator gives up writes that the old store does not have. */
  acceptsLoss = false;
  private readonly listeners = new Set<() => void>();
  private readonly itemWrites = new Map<string, ItemWrite[]>();
  faults: Faults = noFaults;
  ledgerFaults: Faults = noFaults;

  constructor(
    readonly simulation: Simulation,
    mode: Mode,
    phase: Phase,
    readonly mutations: Mutations,
  ) {
    this.control.entities.set("notes", notesControl({ mode, phase, compareSample: 0.2 }));
    for (const key of keys) this.rows.set(key, note(key, "initial"));
    if (phase === "shadow") this.startVerified();
    let { epoch } = this.present;
    this.control.onChange = () => {
      const isFlipped = this.present.epoch > epoch;
      ({ epoch } = this.present);
      if (isFlipped && this.present.phase === "shadow" && this.acceptsLoss)
        for (const { key } of this.entries.values()) this.history.giveUp(key);
      for (const listener of [...this.listeners]) listener();
    };
    for (const key of registerKeys) this.history.acknowledge(this.history.start(key, "initial"));
  }

  /** The tables have what the old store has. */
  fillTables(): void {
    for (const key of keys)
      for (const item of this.itemsOfRow(key)) this.tables.set(key, new Map([["NOTE", { item, epoch: 1 }]]));
  }

  /** All rows were copied, and compared. */
  private startVerified(): void {
    this.hasRun = true;
    this.fillTables();
    const event = { entity: "notes", revision: 1, at: "", by: "verify", change: "no differences" };
    this.control.events.push({ ...event, kind: "verified" });
  }

  /** @returns stops waiting */
  onNextChange(listener: () => void): () => void {
    const once = () => {
      this.listeners.delete(once);
      listener();
    };
    this.listeners.add(once);
    return () => this.listeners.delete(once);
  }

  /** Calls back once the authority has changed. */
  onNextEpoch(listener: () => void): void {
    const { epoch } = this.present;
    const look = () => {
      if (this.present.epoch > epoch) listener();
      else this.onNextChange(look);
    };
    this.onNextChange(look);
  }

  get present(): EntityControl {
    return this.control.entities.get("notes") as EntityControl;
  }

  /**
   * How late a request may be handled after its sender gave up. With a ledger entry, until the entry may be removed;
   * without one, within the lease for which the write counts as in flight.
   */
  get maxLateness(): number {
    const { phase, mode } = this.present;
    return convergesIn(phase, mode) && this.simulation.chance(0.3)
      ? lateWriteMilliseconds - 10_000
      : lease - 5000;
  }

  /** The store of the tables as a process has it. */
  get storeOptions(): MemoryStoreOptions {
    return {
      ...this.mutations,
      onWrite: (write) => {
        this.repeatEarlier(write);
      },
    };
  }

  /**
   * The network repeats a request of an earlier epoch, however old it is, once a later one has written its item. (Before that,
   * a ledger entry marks it for as long as it may arrive.)
   */
  private repeatEarlier(write: ItemWrite): void {
    const { simulation } = this;
    const writes = this.itemWrites.get(write.name) ?? [];
    this.itemWrites.set(write.name, [...writes, write].slice(-5));
    const earlier = writes.filter(({ epoch }) => epoch < write.epoch);
    if (earlier.length === 0 || !simulation.chance(0.2)) return;
    const [key = "", sortKey = ""] = write.name.split(" ");
    const { epoch, repeat } = pick(simulation.random, earlier);
    simulation.later(simulation.between(0, 20_000), () => {
      const present = this.tables.get(key)?.get(sortKey)?.epoch ?? 0;
      if (present > epoch) repeat();
    });
  }

  /** A process sends a write of an authority. */
  authorityWrite(side: "old" | "new", process: string): void {
    const { phase, revision } = this.present;
    if (authorityIn(phase) !== side)
      this.violations.push(
        `${process} writes the ${side} store as authority in ${phase}, revision ${revision}`,
      );
  }

  /** Differences between the stores, and writes that are lost. */
  check(): string[] {
    const { phase, mode } = this.present;
    // Before shadow, the records that nobody has written since are not copied yet.
    const isCopied = phase === "shadow" || phase === "new";
    const differences = keys.filter((key) => isCopied && !sameItems(this.itemsOfRow(key), this.items(key)));
    const lost = keys.flatMap((key) => {
      const row = this.authorityRow(key);
      return this.history.lost(key, row?.["text"] as string | undefined, (row?.["tags"] ?? []) as string[]);
    });
    return [
      ...this.violations,
      ...differences.map((key) => `${key}: the stores differ in ${phase} (${mode})`),
      ...lost,
    ];
  }

  items(key: string) {
    return [...(this.tables.get(key)?.values() ?? [])].map(({ item }) => item);
  }

  private itemsOfRow(key: string) {
    const row = this.rows.get(key);
    return row ? noteMapping.itemsOf(row) : [];
  }

  private authorityRow(key: string): RowObject | undefined {
    if (authorityIn(this.present.phase) === "old") return this.rows.get(key);
    return noteMapping.rowOf?.(this.items(key));
  }
}
