import { isAbsolute, join } from "node:path";
import { dataLines, itemsIn } from "./data-lines";
import { filesName, type Manifest, readManifest } from "./dynamodb-export-manifest";
import { readLine } from "./export-line";
import { fileRangeText, parseFileRange, splitFiles } from "./file-range";
import { type ExportLocation, LocalExport } from "./export-location";
import type { Line } from "../../files/lines";
import type {
  Reading,
  RowsFrom,
  RowStream,
  Source,
  SourceChunk,
  SourcePart,
  SourceRow,
} from "../../sources/source";
import type { Comparison } from "../../files/comparison";

/**
 * Items from exports of the service to S3, full or incremental: `manifest-summary.json`, `manifest-files.json` and
 * the
 * gzip-compressed files in `data`. Items keep every type and every digit. A file is checked against its checksum
 * before its items are used, and against its number of items after them.
 *
 * @example
 * new DynamoDbExportSource("./exports").rows({ folder: "users/AWSDynamoDB/01693685827463-2d8752fd" })
 */
export class DynamoDbExportSource implements Source {
  private readonly location: (this: void, within: string) => ExportLocation;

  /**
   * @param folder that holds the manifests, or the folders that do; or what finds such a folder elsewhere
   * @param shownFolder the same as a person knows it, for messages. @default folder
   */
  constructor(folder: string | ((within: string) => ExportLocation), shownFolder = String(folder)) {
    this.location =
      typeof folder === "string"
        ? (within) => localExport(folder, shownFolder, within)
        : (within) => folder(within);
  }

  describe(from: RowsFrom): string {
    return this.exportIn(from).shown;
  }

  version(from: RowsFrom): Promise<string> {
    return this.exportIn(from).version(filesName);
  }

  async compare(from: RowsFrom, recorded: string): Promise<Comparison> {
    const found = this.exportIn(from);
    const [now, old] = [await found.version(filesName), await found.earlierVersion?.(filesName)];
    if (recorded === now || recorded === old) return { kind: "same" };
    return { kind: "changed", reason: `${found.shownFile(filesName)} lists different files` };
  }

  async isPartial(from: RowsFrom): Promise<boolean> {
    return (await readManifest(this.exportIn(from))).isIncremental;
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new ExportRowStream(this.exportIn(from), from.deletes ?? "reject", reading);
  }

  /** Data files that follow each other are a part, with about the same number of items. */
  async split(from: RowsFrom, count: number): Promise<SourcePart[]> {
    const { files } = await readManifest(this.exportIn(from));
    const ranges = splitFiles(files, count);
    return ranges.length > 1 ? ranges.map((range) => ({ from, range: fileRangeText(range) })) : [{ from }];
  }

  private exportIn({ folder = "." }: RowsFrom): ExportLocation {
    return this.location(folder);
  }
}

function localExport(folder: string, shown: string, within: string): ExportLocation {
  return isAbsolute(within)
    ? new LocalExport(within, within)
    : new LocalExport(join(folder, within), join(shown, within));
}

/**
 * A position is a data file and the number of lines read from it: a gzip-compressed file is checked against its
 * checksum as a whole, so it is read again from its start, but lines before the position are not parsed again.
 */
class ExportRowStream implements RowStream {
  private count: number;
  private linesRead = 0;
  private total = 0;

  constructor(
    private readonly location: ExportLocation,
    private readonly deletes: NonNullable<RowsFrom["deletes"]>,
    private readonly reading: Reading,
  ) {
    this.count = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total > 0 ? Math.min(1, this.linesRead / this.total) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const manifest = await readManifest(this.location);
    const { after, signal, range: text } = this.reading;
    const range = text === undefined ? undefined : parseFileRange(text);
    this.total = itemsIn(manifest.files.slice(range?.from, range?.to));
    const reading = { cursor: after?.cursor, signal, range };
    for await (const { lines, linesRead, cursor } of dataLines(this.location, manifest.files, reading)) {
      const rows = this.take(lines, manifest);
      this.linesRead = linesRead;
      if (rows.length > 0) yield { rows, cursor };
    }
  }

  private take(lines: readonly Line[], { isIncremental }: Manifest): SourceRow[] {
    return lines.flatMap((line) => this.rowOf(line, isIncremental));
  }

  private rowOf(line: Line, isIncremental: boolean): SourceRow[] {
    const read = readLine(line, isIncremental);
    if (read.kind === "delete" && this.deletes === "ignore") return [];
    const number = ++this.count;
    if (read.kind === "item") return [{ number, value: read.value }];
    if (read.kind === "delete" && this.deletes === "apply")
      return [{ number, value: read.old ?? read.value, deleted: true }];
    const malformed = read.kind === "malformed" ? read.reason : deleted;
    return [{ number, value: read.value, malformed }];
  }
}

const deleted =
  "the item with this key was deleted within the export's time, and a run only writes items; apply the export with import or with sync --delete and from: { deletes: apply }, or exclude such changes with from: { deletes: ignore }";
