import { StoredDocument } from "../control/stored-document";
import type { LedgerEntry } from "./ledger";

/** @throws ControlUnreachableError */
export function readLedgerEntry(value: unknown, where: string): LedgerEntry {
  const stored = new StoredDocument(value, where);
  return {
    entity: stored.text("entity"),
    key: stored.text("key"),
    writer: stored.text("writer"),
    revision: stored.whole("revision"),
    epoch: stored.whole("epoch"),
    at: stored.text("at"),
  };
}
