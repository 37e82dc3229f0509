import { z } from "zod";
import { UnreachableError } from "../../errors";
import type { Comparison } from "../../files/comparison";
import { parseRecorded } from "../../files/file-version";
import { setOwn } from "../../items/map-members";
import { canonicalNumber } from "../../items/number-text";
import { shown } from "../../items/rejection";
import { Decimal, isRowObject, type RowObject, type RowValue } from "../../items/row";
import type { Scratch } from "../../seen-keys/scratch";
import type { LookupFrom, RowsFrom } from "../rows-from";
import type {
  ComparedSource,
  Reading,
  RowOrigin,
  RowStream,
  Source,
  SourceChunk,
  SourceRow,
} from "../source";
import { bytesInMemory, type FoundRows, maxGroupBytes, RowIndex } from "./row-index";

/** What identifies the content of a file and of the files that are looked up. */
const recordedLookups = z.object({ rows: z.string(), lookups: z.record(z.string(), z.string()) });
type RecordedLookups = z.output<typeof recordedLookups>;

/**
 * Adds to each row the rows of other files with the same key: `country: { file: countries.csv, key: code, by: country_code }`
 * adds the column `country`, which is the row of countries.csv whose `code` is the row's `country_code`, or null. With
 * `many`, it is a list of all such rows.
 *
 * The other files are read once, when the rows are. Numbers and text with the same digits are the same key.
 */
export class LookupSource implements ComparedSource {
  readonly split?: NonNullable<Source["split"]>;
  readonly splitRest?: NonNullable<Source["splitRest"]>;
  readonly joinVersions?: NonNullable<Source["joinVersions"]>;

  /** @param scratch for files that do not fit in memory */
  constructor(
    private readonly rowsSource: ComparedSource,
    private readonly scratch?: Scratch,
  ) {
    const split = rowsSource.split?.bind(rowsSource);
    if (rowsSource.splitRest) this.splitRest = rowsSource.splitRest.bind(rowsSource);
    const joinVersions = rowsSource.joinVersions?.bind(rowsSource);
    // Each part would read the files that are looked up again.
    if (split) this.split = async (from, ...rest) => (from.lookup ? [{ from }] : split(from, ...rest));
    if (joinVersions)
      this.joinVersions = (from, parts) => (from.lookup ? parts[0]?.version : joinVersions(from, parts));
  }

  describe(from: RowsFrom): string {
    return this.rowsSource.describe(from);
  }

  async version(from: RowsFrom): Promise<string> {
    const rows = await this.rowsSource.version(from);
    if (!from.lookup) return rows;
    return JSON.stringify({ rows, lookups: await this.versions(from.lookup) } satisfies RecordedLookups);
  }

  async compare(from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    if (!from.lookup) return this.rowsSource.compare(from, recorded, signal);
    const before = parseRecorded(recordedLookups, recorded);
    if (!before) return { kind: "changed", reason: `it was ${recorded}` };
    for (const [name, lookup] of Object.entries(from.lookup)) {
      const version = Object.hasOwn(before.lookups, name) ? before.lookups[name] : undefined;
      const comparison =
        version === undefined ? undefined : await this.rowsSource.compare(lookup, version, signal);
      if (comparison?.kind !== "same")
        return {
          kind: "changed",
          reason: `${this.rowsSource.describe(lookup)}, which is looked up, has changed`,
        };
    }
    return this.rowsSource.compare(from, before.rows, signal);
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    const { lookup } = from;
    if (!lookup) return this.rowsSource.rows(from, reading);
    const recorded =
      reading.version === undefined ? undefined : parseRecorded(recordedLookups, reading.version);
    const rows = this.rowsSource.rows(from, { ...reading, version: recorded?.rows });
    return new LookupStream(rows, async () => ({
      versions: await this.versions(lookup),
      indexes: await this.load(lookup, reading.signal),
    }));
  }

  private async versions(lookup: NonNullable<RowsFrom["lookup"]>): Promise<Record<string, string>> {
    const versions: Record<string, string> = {};
    for (const [name, from] of Object.entries(lookup)) versions[name] = await this.rowsSource.version(from);
    return versions;
  }

  private async load(
    lookup: NonNullable<RowsFrom["lookup"]>,
    signal: AbortSignal | undefined,
  ): Promise<LoadedLookup[]> {
    const loaded: LoadedLookup[] = [];
    const maxBytes = Math.floor(bytesInMemory / Object.keys(lookup).length);
    try {
      for (const [name, from] of Object.entries(lookup)) {
        const index = new RowIndex(this.scratch, { many: from.many ?? false, maxBytes });
        loaded.push({ name, from, index, shown: this.rowsSource.describe(from) });
        await this.fill(index, from, signal);
      }
      return loaded;
    } catch (error) {
      loaded.forEach(({ index }) => index.close());
      throw error;
    }
  }

  private async fill(index: RowIndex, from: LookupFrom, signal: AbortSignal | undefined): Promise<void> {
    for await (const { rows } of this.rowsSource.rows(from, { signal }))
      for (const { value, malformed, number } of rows) {
        if (malformed !== undefined || !isRowObject(value))
          throw new UnreachableError(
            "source-unreadable",
            `${this.rowsSource.describe(from)}, which is looked up, has a row ${number} that cannot be read: ${malformed ?? "it is no object"}`,
          );
        const key = keyTextOf(value, from.key);
        if (key !== undefined) index.add(key, value);
      }
    index.finish();
  }
}

interface LoadedLookup {
  readonly name: string;
  readonly from: LookupFrom;
  readonly index: RowIndex;
  readonly shown: string;
}

interface Loaded {
  readonly versions: Readonly<Record<string, string>>;
  readonly indexes: readonly LoadedLookup[];
}

class LookupStream implements RowStream {
  private versions: Readonly<Record<string, string>> | undefined;

  constructor(
    private readonly rows: RowStream,
    private readonly load: () => Promise<Loaded>,
  ) {}

  get fractionRead(): number | undefined {
    return this.rows.fractionRead;
  }

  get origin(): RowOrigin | undefined {
    return this.rows.origin;
  }

  get version(): string | undefined {
    const { version } = this.rows;
    if (version === undefined || !this.versions) return undefined;
    return JSON.stringify({ rows: version, lookups: { ...this.versions } } satisfies RecordedLookups);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    const { versions, indexes } = await this.load();
    this.versions = versions;
    try {
      for await (const chunk of this.rows)
        for (const piece of piecesOf(chunk))
          yield { ...piece, rows: piece.rows.map((row) => withLookups(row, indexes)) };
    } finally {
      indexes.forEach(({ index }) => index.close());
    }
  }
}

/** Rows that take the rows of other files along at the same time: these may be much larger. */
const rowsAtOnce = 200;

/** The rows of a chunk, some at a time; only the last piece has the cursor. */
function* piecesOf(chunk: SourceChunk): Generator<SourceChunk> {
  const { rows, reread } = chunk;
  let start = 0;
  for (; rows.length - start > rowsAtOnce; start += rowsAtOnce)
    yield { rows: rows.slice(start, start + rowsAtOnce), ...(reread && { reread }) };
  yield { ...chunk, rows: rows.slice(start) };
}

function withLookups(row: SourceRow, lookups: readonly LoadedLookup[]): SourceRow {
  const { value, malformed } = row;
  if (malformed !== undefined || !isRowObject(value)) return row;
  const joined: Record<string, RowValue> = { ...value };
  for (const { name, from, index, shown: file } of lookups) {
    if (Object.hasOwn(value, name))
      return { ...row, malformed: `the row has a column ${name} already; name the lookup otherwise` };
    const key = keyTextOf(value, from.by);
    const found = key === undefined ? noRows : index.find(key);
    if (!found.rows) return { ...row, malformed: unusable(found.count, file, from, value) };
    setOwn(joined, name, from.many ? found.rows : (found.rows[0] ?? null));
  }
  return { ...row, value: joined };
}

const noRows: FoundRows = { count: 0, rows: [] };

function unusable(count: number, file: string, { key, by, many }: LookupFrom, row: RowObject): string {
  const found = `${file} has ${count} rows whose ${key} is ${shown(row[by])}`;
  return many
    ? `${found}, which have more than ${maxGroupBytes / 2 ** 20} MiB together`
    : `${found}; many: true looks up all of them`;
}

/** The value of a column as a key; `undefined` for null and for what is no key. */
function keyTextOf(row: RowObject, column: string): string | undefined {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (typeof value === "string") return canonicalKey(value);
  if (typeof value === "number" || typeof value === "bigint") return numberKey(String(value));
  if (value instanceof Decimal) return numberKey(value.text);
  if (typeof value === "boolean") return `S ${value}`;
  return value instanceof Date ? `S ${value.toISOString()}` : undefined;
}

/** `7`, `7.0` and the number 7 are the same key; `007` is text. */
function canonicalKey(text: string): string {
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) ? numberKey(text) : `S ${text}`;
}

function numberKey(text: string): string {
  return `N ${canonicalNumber(text)}`;
}
