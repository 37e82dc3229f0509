import { expect, it } from "vitest";
import type { Ledger, LedgerEntry } from "../../../cutover/ledger/ledger";

/** An entry of a writer. */
export function ledgerEntry(key: string, writer: string, entity = "notes"): LedgerEntry {
  return { entity, key, writer, revision: 4, epoch: 1, at: "2026-11-26T10:00:00.000Z" };
}

/** What holds for every kind of ledger. @param open makes another ledger over the same, empty storage */
export function describeLedger(open: () => Ledger): void {
  async function entries(entity = "notes"): Promise<string[]> {
    const found: string[] = [];
    for await (const { key, writer } of open().entries(entity)) found.push(`${key} by ${writer}`);
    return found.toSorted();
  }

  it("has no entries at first", async () => {
    expect(await entries()).toEqual([]);
  });

  it("returns an entry as it was added", async () => {
    const entry = ledgerEntry('["a#1","/..\\\\"]', "p1-7");
    await open().add(entry);
    const found: LedgerEntry[] = [];
    for await (const one of open().entries("notes")) found.push(one);
    expect(found).toEqual([entry]);
  });

  it("keeps the entry of each writer of a key until that writer removes it", async () => {
    for (const writer of ["p1-1", "p1-2", "p2-1"]) await open().add(ledgerEntry("a", writer));
    await open().remove(ledgerEntry("a", "p1-2"));
    await open().remove(ledgerEntry("a", "p1-2"));
    expect(await entries()).toEqual(["a by p1-1", "a by p2-1"]);
  });

  it("finds the entries of all keys, also of those that do not fit into a sort key", async () => {
    const keys = [
      ...Array.from({ length: 60 }, (_, index) => `key ${index}`),
      "k".repeat(1500),
      "ä".repeat(900),
    ];
    for (const key of keys) await open().add(ledgerEntry(key, "w"));
    expect(await entries()).toEqual(keys.map((key) => `${key} by w`).toSorted());
    for (const key of keys) await open().remove(ledgerEntry(key, "w"));
    expect(await entries()).toEqual([]);
  });

  it("separates entities of any name", async () => {
    const names = ["notes", "notes#1", "..", "constructor", "a/b"];
    for (const entity of names) await open().add(ledgerEntry("k", "w", entity));
    for (const entity of names) expect(await entries(entity)).toEqual(["k by w"]);
  });
}
