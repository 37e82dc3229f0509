import { authorityIn, convergesIn, type Mode, type Phase } from "../../../cutover/phase";
import { sameItems } from "../../../cutover/same-items";
import type { RowObject } from "../../../migrations/items/row";
import { noControl } from "../memory/memory-control";
import type { Tables } from "../memory/memory-new-store";
import { note, noteMapping } from "../memory/note-mapping";
import { notesControl } from "../memory/test-cutover";
import type { LedgerEntry } from "../../../cutover/ledger/ledger";
import type { EntityControl } from "../../../cutover/control/control";
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
  private readonly listeners = new Set<() => void>();
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
    this.control.onChange = () => {
      for (const listener of [...this.listeners]) listener();
    };
    for (const key of registerKeys) this.history.acknowledge(this.history.start(key, "initial"));
  }

  /** All rows were copied, and compared. */
  private startVerified(): void {
    this.hasRun = true;
    for (const key of keys)
      for (const item of this.itemsOfRow(key)) this.tables.set(key, new Map([["NOTE", { item, epoch: 1 }]]));
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

  get present(): EntityControl {
    return this.control.entities.get("notes") as EntityControl;
  }

  /**
   * How late a request may be handled after its sender gave up. With a ledger entry, until the entry may be removed;
   * without one, within the lease for which the write counts as in flight.
   */
  get maxLateness(): number {
    const { phase, mode } = this.present;
    return convergesIn(phase, mode) && this.simulation.chance(0.3) ? 14 * 60_000 : lease - 5000;
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
