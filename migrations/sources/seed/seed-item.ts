import { createHash } from "node:crypto";
import type { RowObject, RowValue } from "../../items/row";

/** An attribute that has to be there with a certain type. */
export interface SeedKey {
  readonly name: string;
  readonly type: "S" | "N" | "B";
}

/** The keys of the table and its indexes that generated items must match. */
export interface SeedTable {
  readonly partitionKey: SeedKey;
  readonly sortKey?: SeedKey | null | undefined;
  /** Keys of indexes. */
  readonly indexKeys: readonly SeedKey[];
  readonly ttlAttribute?: string | null | undefined;
}

/** Settings of generated items. */
export interface SeedSettings {
  /** The same seed gives the same items. */
  readonly seed: number;
  readonly items: number;
  /** Approximate bytes per item. */
  readonly bytes: number;
  /** Items expire in this year. */
  readonly expiryYear: number;
}

/** Items that share a partition key, on average, where there is a sort key. */
const itemsOfPartition = 10;
const states = ["new", "active", "done", "archived"];
const words = [
  "river",
  "stone",
  "light",
  "paper",
  "morning",
  "garden",
  "bridge",
  "winter",
  "copper",
  "signal",
];
const yearMs = 365 * 24 * 3600 * 1000;

/** The n-th generated item of a table; it depends on nothing but the seed, the number and the settings. */
export function seedItem(table: SeedTable, settings: SeedSettings, number: number): RowObject {
  const { partitionKey, sortKey, indexKeys, ttlAttribute } = table;
  const draw = (name: string): number => chance(settings.seed, number, name);
  const item: Record<string, RowValue> = {};
  const put = (name: string, value: RowValue): void => {
    if (!Object.hasOwn(item, name)) item[name] = value;
  };
  const partitions = Math.ceil(settings.items / itemsOfPartition);
  put(
    partitionKey.name,
    unique(
      partitionKey,
      sortKey ? Math.floor(partitions * draw(partitionKey.name) ** 1.5) : number,
      settings,
    ),
  );
  if (sortKey) put(sortKey.name, unique(sortKey, number, settings));
  for (const key of indexKeys) put(key.name, indexValue(key, settings, number, draw(key.name)));
  if (ttlAttribute)
    put(ttlAttribute, Math.floor((Date.UTC(settings.expiryYear) + draw(ttlAttribute) * yearMs) / 1000));
  put("title", phrase(4, draw));
  put("score", Math.round(draw("score") * 1000) / 10);
  put("isActive", draw("isActive") < 0.8);
  put("topic", words[Math.floor(draw("topic") * words.length)]);
  const rest = settings.bytes - JSON.stringify(item, textOfBytes).length;
  // Sizes differ as they do in life: from half to one and a half of what was asked, on average that.
  if (rest > 0) put("body", phrase(Math.ceil((rest * (0.5 + draw("body"))) / 7), draw));
  return item;
}

/** A different one for each number. */
function unique({ name, type }: SeedKey, number: number, { seed }: SeedSettings): RowValue {
  if (type === "N") return number;
  const text = `${createHash("sha256").update(`${seed} ${number}`).digest("hex").slice(0, 8)}-${number}`;
  return type === "B" ? Buffer.from(text) : `${stem(name)}-${text}`;
}

/** Values that an index would hold: times, states, addresses, or one of a few dozen. */
function indexValue(
  { name, type }: SeedKey,
  settings: SeedSettings,
  number: number,
  drawn: number,
): RowValue {
  const time = Math.floor(Date.UTC(settings.expiryYear - 2) + drawn * yearMs);
  const few = Math.floor(drawn * Math.max(1, Math.ceil(settings.items / 20)));
  if (type === "B") return Buffer.from(`${stem(name)}-${few}`);
  if (/(At|Time|timestamp|Date)$/i.test(name)) return type === "N" ? time : new Date(time).toISOString();
  if (type === "N") return few;
  if (/e?mail/i.test(name)) return `user${number}@example.com`;
  if (/status|state/i.test(name)) return states[Math.floor(drawn * states.length)];
  return `${stem(name)}-${few}`;
}

/** `userId` → `user` */
function stem(name: string): string {
  return name.replace(/(Id|_id)$/, "").toLowerCase() || name;
}

function phrase(length: number, draw: (name: string) => number): string {
  return Array.from(
    { length },
    (_, index) => words[Math.floor(draw(`word ${index % 50}`) * words.length)],
  ).join(" ");
}

/** In [0, 1), the same for the same seed, number and name on every machine. */
function chance(seed: number, number: number, name: string): number {
  const digest = createHash("sha256").update(`${seed} ${number} ${name}`).digest();
  return digest.readUInt32BE() / 2 ** 32;
}

function textOfBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? "=".repeat(value.byteLength) : value;
}
