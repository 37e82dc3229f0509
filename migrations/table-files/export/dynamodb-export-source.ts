import { isAbsolute, join } from "node:path";
import { type ExportedFile, filesName, type Manifest, readManifest } from "./dynamodb-export-manifest";
import { readLine } from "./export-line";
import { damaged, type ExportLocation, LocalExport } from "./export-location";
import { wrongCursor } from "../../sources/sql/key-cursor";
import { LineSplitter, type Line } from "../../files/lines";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk, SourceRow } from "../../sources/source";
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

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new ExportRowStream(this.exportIn(from), from.deletes === "ignore", reading);
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
    private readonly leavesOutDeletes: boolean,
    private readonly reading: Reading,
  ) {
    this.count = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total > 0 ? Math.min(1, this.linesRead / this.total) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const manifest = await readManifest(this.location);
    const { after } = this.reading;
    const [start, skipped] = after === undefined ? [0, 0] : placeIn(after.cursor, manifest.files.length);
    this.total = itemsIn(manifest.files);
    this.linesRead = itemsIn(manifest.files.slice(0, start));
    for (const [index, file] of manifest.files.entries())
      if (index >= start) yield* this.rowsOf(file, manifest, index, index === start ? skipped : 0);
  }

  /** @param skipped lines that were read before */
  private async *rowsOf(
    { name, itemCount, md5Checksum }: ExportedFile,
    manifest: Manifest,
    index: number,
    skipped: number,
  ): AsyncGenerator<SourceChunk> {
    const { signal } = this.reading;
    const { file, release } = await this.location.data(name, md5Checksum, signal);
    let found = 0;
    try {
      for await (const lines of linesOf(file.read({ signal }))) {
        const rows = this.take(lines.slice(Math.max(0, skipped - found)), manifest);
        found += lines.length;
        this.linesRead += lines.length;
        if (rows.length > 0) yield { rows, cursor: `${index} ${found}` };
      }
    } finally {
      await release();
    }
    if (found !== itemCount)
      throw damaged(`${file.shown} must hold ${itemCount} items by the manifest, got ${found}`);
  }

  private take(lines: readonly Line[], { isIncremental }: Manifest): SourceRow[] {
    return lines.flatMap((line) => this.rowOf(line, isIncremental));
  }

  private rowOf(line: Line, isIncremental: boolean): SourceRow[] {
    const read = readLine(line, isIncremental);
    if (read.kind === "delete" && this.leavesOutDeletes) return [];
    const number = ++this.count;
    if (read.kind === "item") return [{ number, value: read.value }];
    const malformed = read.kind === "malformed" ? read.reason : deleted;
    return [{ number, value: read.value, malformed }];
  }
}

const deleted =
  "the item with this key was deleted within the export's time, and a run only writes items; delete it yourself, or exclude such changes with from: { deletes: ignore }";

/** The lines that hold something, as they come. */
async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  const splitter = new LineSplitter();
  const isFull = ({ text }: Line) => text.trim() !== "";
  for await (const piece of pieces) yield splitter.write(piece).filter(isFull);
  yield splitter.end().filter(isFull);
}

/** A file and how many of its lines were read. @throws UnreachableError where the cursor is none of this export's */
function placeIn(cursor: string, files: number): [file: number, lines: number] {
  const [file = NaN, lines = NaN] = cursor.split(" ").map(Number);
  if (!/^\d+ \d+$/.test(cursor) || file >= files) throw wrongCursor(cursor);
  return [file, lines];
}

function itemsIn(files: readonly ExportedFile[]): number {
  return files.reduce((sum, { itemCount }) => sum + itemCount, 0);
}
