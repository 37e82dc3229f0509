import { lay, type Layer, layerOf, withEntries } from "./layers";

/** The file with one environment merged over it, and every table over the defaults. */
export function mergedFile(file: unknown, environment: string | undefined): Layer {
  const written = layerOf(file);
  const chosen = environment ?? written.entries?.get("environment")?.leaf;
  const overlay = written.entries?.get("environments")?.entries?.get(String(chosen));
  const whole = lay(overlay, withEntries(written, { environments: undefined }));
  const named =
    environment === undefined
      ? whole
      : withEntries(whole, { environment: { origin: [], leaf: environment } });
  return { ...withDefaults(named), origin: [] };
}

function withDefaults(file: Layer): Layer {
  const defaults = file.entries?.get("defaults");
  const tables = file.entries?.get("tables");
  if (!defaults?.entries || !tables?.entries) return file;
  const filled = [...tables.entries].map(([id, table]) => [id, layUnder(defaults, table, id)] as const);
  return withEntries(file, { tables: { ...tables, entries: new Map(filled) } });
}

function layUnder(defaults: Layer, table: Layer, id: string): Layer {
  return table.entries ? lay(table, defaults, ["tables", id]) : table;
}
