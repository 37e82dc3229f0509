import { createHash } from "node:crypto";
import { messageOf, UnreachableError } from "../errors";
import type { RowValue } from "../transform/row";
import { parseItem } from "../transform/item-json";
import { unmarshal } from "../transform/unmarshal";
import { type ExportedFile, filesManifest, readManifest } from "./dynamodb-export-manifest";
import { type Line, LineSplitter } from "./lines";
import { SourceFolder } from "./source-file";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk, SourceRow } from "./source";

/**
 * Items from a full export of the service to S3, copied to a folder: `manifest-summary.json`,
 * `manifest-files.json` and the packed files in `data`. Items keep every type and every digit. A file whose
 * checksum or number of items is not that of the manifest ends the reading.
 *
 * @example
 * new DynamoDbExportSource("./exports").rows({ folder: "users/AWSDynamoDB/01693685827463-2d8752fd" })
 */
export class DynamoDbExportSource implements Source {
  /**
   * @param folder that holds the manifests, or the folders that do
   * @param shownFolder the same as a person knows it, for messages. @default folder
   */
  constructor(
    private readonly folder: string,
    private readonly shownFolder = folder,
  ) {}

  describe(from: RowsFrom): string {
    return this.place(from).shown;
  }

  version(from: RowsFrom): Promise<string> {
    return filesManifest(this.exportIn(from)).version();
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new ExportRowStream(this.exportIn(from), reading);
  }

  private exportIn(from: RowsFrom): SourceFolder {
    const { path, shown } = this.place(from);
    return new SourceFolder(path, shown);
  }

  private place({ folder = "." }: RowsFrom): { readonly path: string; readonly shown: string } {
    return new SourceFolder(this.folder, this.shownFolder).file(folder);
  }
}

/**
 * A place is a data file and the items before it: a file is packed and is held against its checksum as a whole, so
 * that it is gone through from its beginning, but what was read before is not parsed again.
 */
class ExportRowStream implements RowStream {
  private readonly firstFile: number;
  private readonly readBefore: number;
  private count: number;
  private total = 0;

  constructor(
    private readonly folder: SourceFolder,
    private readonly reading: Reading,
  ) {
    const [file = 0, count = 0] = (reading.after?.cursor.split(" ") ?? []).map(Number);
    this.firstFile = file;
    this.count = count;
    this.readBefore = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total > 0 ? Math.min(1, this.count / this.total) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const files = await readManifest(this.folder);
    this.total = files.reduce((sum, { itemCount }) => sum + itemCount, 0);
    for (const [index, file] of files.entries()) {
      const cursor = `${index} ${this.count}`;
      if (index >= this.firstFile) for await (const rows of this.rowsOf(file)) yield { rows, cursor };
    }
  }

  private async *rowsOf({ file, itemCount, md5Checksum }: ExportedFile): AsyncGenerator<SourceRow[]> {
    const md5 = createHash("md5");
    const splitter = new LineSplitter();
    const before = this.count;
    for await (const piece of file.read(this.reading.signal, (bytes) => md5.update(bytes))) {
      const rows = this.take(splitter.write(piece));
      if (rows.length > 0) yield rows;
    }
    const rows = this.take(splitter.end());
    if (rows.length > 0) yield rows;
    const digest = md5.digest("base64");
    const found = this.count - before;
    if (digest !== md5Checksum)
      throw damaged(`${file.shown} is not as it was exported: its MD5 must be ${md5Checksum}, got ${digest}`);
    if (found !== itemCount)
      throw damaged(`${file.shown} must hold ${itemCount} items by the manifest, got ${found}`);
  }

  private take(lines: readonly Line[]): SourceRow[] {
    const full = lines.filter(({ text }) => text.trim() !== "");
    const first = Math.min(full.length, Math.max(0, this.readBefore - this.count));
    this.count += first;
    return full.slice(first).map((line) => rowOf(line, ++this.count));
  }
}

function rowOf({ text, broken }: Line, number: number): SourceRow {
  if (broken !== undefined) return { number, value: text, broken: `the line ${broken}` };
  try {
    return { number, value: itemIn(text) };
  } catch (error) {
    return { number, value: text, broken: `the line does not hold an item: ${messageOf(error)}` };
  }
}

function itemIn(text: string): RowValue {
  const { Item: item } = JSON.parse(text) as { readonly Item?: unknown };
  if (item === undefined) throw new Error('it must be {"Item": {...}}');
  return unmarshal(parseItem(item));
}

function damaged(message: string): UnreachableError {
  return new UnreachableError("source-damaged", `${message}; copy it from the bucket again`);
}
