import { runMigration, type RunSettings } from "../../../../migrations/pipeline/run/run";
import type { WireScript } from "../../dynamodb/writer/scripted-wire";
import { type Kept, KeptStore } from "../kept-store";
import { type Files, orders, people, runSettings, shop, tables } from "../shop";

/** A row of users. */
export const user = (id: string, more: object = {}) => ({ id, hidden: false, ...more });

/** A run with everything that it leaves behind. */
export async function run(files: Files, changes: Partial<RunSettings> = {}, script: WireScript = {}) {
  const to = tables(script);
  const kept: Kept = { rejects: [] };
  const notes: string[] = [];
  const settings = runSettings(await shop(files), to, { store: new KeptStore(kept), ...changes });
  const observer = { ...settings.observer, noted: (message: string) => notes.push(message) };
  const result = await runMigration({ ...settings, observer });
  const idsIn = (table: string) => [...(to[table]?.stored.keys() ?? [])];
  return { result, kept, notes, to, people: idsIn(people.name), orders: idsIn(orders.name) };
}
