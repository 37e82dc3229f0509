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
}

export const registerKeys = ["r1", "r2"];
export const appendKeys = ["t1", "t2"];
const lease = 30_000;

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
  faults: Faults = noFaults;
  ledgerFaults: Faults = noFaults;

  constructor(
    readonly simulation: Simulation,
    mode: Mode,
    phase: Phase,
    readonly mutations: Mutations,
  ) {
    this.control.entities.set("notes", notesControl({ mode, phase, compareSample: 0.2 }));
    for (const key of [...registerKeys, ...appendKeys]) this.rows.set(key, note(key, "initial"));
    for (const key of registerKeys) this.history.acknowledge(this.history.start(key, "initial"));
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
    const keys = [...registerKeys, ...appendKeys];
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
