import { resolve } from "node:path";
import { z } from "zod";
import { UnreachableError } from "../errors";
import type { Comparison } from "../files/comparison";
import { parseRecorded } from "../files/file-version";
import { isPattern, matchingFiles } from "../files/matching-files";
import { SourceFolder } from "../files/source-file";
import type {
  ComparedSource,
  Reading,
  ReadPart,
  RowOrigin,
  RowsFrom,
  RowStream,
  SourceChunk,
  SourcePart,
  SplitRest,
} from "./source";

/** A file of several, with what identifies the content that was read of it. */
const recordedFile = z.object({ file: z.string(), version: z.string(), rows: z.number() });
const recordedFiles = z.object({ files: z.array(recordedFile), all: z.array(z.string()) });
type RecordedFiles = z.output<typeof recordedFiles>;

/** A position within several files: that of the file's own source, and the rows of the files before it. */
const filePosition = z.object({ file: z.string(), before: z.number(), cursor: z.string() });

/**
 * Lets `file` be a pattern, such as `part-*.csv.gz`: the rows of all files that match it, in the order of their paths, are
 * the rows of one entity. Other names are passed on to the source of single files.
 */
export class SeveralFiles implements ComparedSource {
  private readonly shown: SourceFolder;

  /**
   * @param one the source of single files, in the same folder
   * @param folder that the entities' files are relative to
   * @param shownFolder the same as a person knows it, for messages. @default folder
   */
  constructor(
    private readonly one: ComparedSource,
    private readonly folder: string,
    shownFolder = folder,
  ) {
    this.shown = new SourceFolder(shownFolder);
  }

  describe(from: RowsFrom): string {
    return this.one.describe(from);
  }

  async version(from: RowsFrom): Promise<string> {
    if (!isPattern(from.file ?? "")) return this.one.version(from);
    const all = await this.filesOf(from);
    const files: RecordedFiles["files"] = [];
    // One by one: a pattern may match more files than a process may open.
    for (const file of all) files.push({ file, version: await this.one.version({ ...from, file }), rows: 0 });
    return JSON.stringify({ files, all } satisfies RecordedFiles);
  }

  async compare(from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    if (!isPattern(from.file ?? "")) return this.one.compare(from, recorded, signal);
    const before = parseRecorded(recordedFiles, recorded);
    if (!before) return { kind: "changed", reason: `it was ${recorded}` };
    const changed = differenceIn(before.all, await this.filesOf(from));
    if (changed !== undefined) return { kind: "changed", reason: changed };
    let rows = 0;
    for (const { file, version, rows: count } of before.files) {
      const comparison = await this.one.compare({ ...from, file }, version, signal);
      if (comparison.kind === "changed") return { kind: "changed", reason: `${file}: ${comparison.reason}` };
      if (comparison.kind === "same-so-far") return { kind: "same-so-far", rows: rows + comparison.rows };
      rows += count;
    }
    return before.files.length === before.all.length ? { kind: "same" } : { kind: "same-so-far", rows };
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return isPattern(from.file ?? "") ? new FilesStream(this, from, reading) : this.one.rows(from, reading);
  }

  /** Each file is a part, or several; a source of single files that cannot split a file has it as one. */
  async split(from: RowsFrom, count: number, signal?: AbortSignal): Promise<SourcePart[]> {
    const files = isPattern(from.file ?? "") ? await this.filesOf(from) : [from.file];
    // A file whose own name is a pattern cannot be named alone.
    if (files.length > 1 && files.some((file) => isPattern(file ?? ""))) return [{ from }];
    const each = Math.ceil(count / files.length);
    const parts: SourcePart[] = [];
    for (const file of files) {
      const one = file === undefined ? from : { ...from, file };
      if (each > 1 && this.one.split) parts.push(...(await this.one.split(one, each, signal)));
      else parts.push({ from: one });
    }
    return parts;
  }

  /** A part that is split has the rows of one file. */
  async splitRest(part: SourcePart, cursor: string, signal?: AbortSignal): Promise<SplitRest | undefined> {
    return this.one.splitRest?.(part, cursor, signal);
  }

  joinVersions(from: RowsFrom, parts: readonly ReadPart[]): string | undefined {
    if (!isPattern(from.file ?? "")) return this.joinedOf(from, parts);
    const all = [...new Set(parts.map(({ part }) => part.from.file ?? ""))];
    const files: RecordedFiles["files"] = [];
    for (const file of all) {
      const own = parts.filter(({ part }) => part.from.file === file);
      const version = this.joinedOf({ ...from, file }, own);
      if (version === undefined) return undefined;
      files.push({ file, version, rows: own.reduce((sum, { rows }) => sum + rows, 0) });
    }
    return JSON.stringify({ files, all } satisfies RecordedFiles);
  }

  private joinedOf(from: RowsFrom, parts: readonly ReadPart[]): string | undefined {
    return this.one.joinVersions ? this.one.joinVersions(from, parts) : parts[0]?.version;
  }

  /** The rows of one of the files. */
  rowsOf(from: RowsFrom, file: string, reading: Reading): RowStream {
    return this.one.rows({ ...from, file }, reading);
  }

  /** @throws UnreachableError if none matches */
  async filesOf({ file = "" }: RowsFrom): Promise<string[]> {
    const pattern = this.shown.file(file);
    const files = await matchingFiles(resolve(this.folder), file).catch((error: unknown) => {
      throw pattern.unreadable(error);
    });
    if (files.length > 0) return files;
    throw new UnreachableError("source-unreadable", `cannot read ${pattern.shown}: no file matches it`);
  }
}

/** Why two lists of files are not the same; `undefined` if they are. */
function differenceIn(before: readonly string[], now: readonly string[]): string | undefined {
  const [known, found] = [new Set(before), new Set(now)];
  const gone = before.find((file) => !found.has(file));
  if (gone !== undefined) return `${gone} is missing`;
  const added = now.find((file) => !known.has(file));
  return added === undefined ? undefined : `${added} was added`;
}

class FilesStream implements RowStream {
  private all: readonly string[] = [];
  private done: RecordedFiles["files"] = [];
  private current: RowStream | undefined;
  private file = "";
  private before = 0;
  private count: number;

  constructor(
    private readonly source: SeveralFiles,
    private readonly from: RowsFrom,
    private readonly reading: Reading,
  ) {
    this.count = reading.after?.row ?? 0;
  }

  get origin(): RowOrigin | undefined {
    return this.current?.origin;
  }

  get fractionRead(): number | undefined {
    if (this.all.length === 0) return undefined;
    const passed = this.current ? this.all.indexOf(this.file) : this.all.length;
    return (passed + (this.current?.fractionRead ?? 0)) / this.all.length;
  }

  get version(): string | undefined {
    const version = this.current?.version;
    if (this.all.length === 0 || (this.current && version === undefined)) return undefined;
    const open = version === undefined ? [] : [{ file: this.file, version, rows: this.count - this.before }];
    return JSON.stringify({ files: [...this.done, ...open], all: [...this.all] } satisfies RecordedFiles);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    this.all = await this.source.filesOf(this.from);
    const { after } = this.reading;
    const start = after && filePosition.parse(JSON.parse(after.cursor));
    const recorded = await this.recorded(start?.file);
    this.before = start?.before ?? 0;
    for (const file of this.all.slice(start ? this.all.indexOf(start.file) : 0)) {
      const isResumed = file === start?.file;
      yield* this.rowsOf(file, {
        signal: this.reading.signal,
        mayChange: this.reading.mayChange,
        ...(isResumed && { after: { row: this.count - this.before, cursor: start.cursor } }),
        ...(isResumed && { version: recorded?.find((one) => one.file === file)?.version }),
      });
    }
  }

  private async *rowsOf(file: string, reading: Reading): AsyncGenerator<SourceChunk> {
    const { before } = this;
    this.file = file;
    this.current = this.source.rowsOf(this.from, file, reading);
    for await (const { rows, cursor, reread } of this.current) {
      this.count += rows.length;
      yield {
        rows: before === 0 ? rows : rows.map((row) => ({ ...row, number: before + row.number })),
        ...(cursor !== undefined && { cursor: JSON.stringify({ file, before, cursor }) }),
        ...(reread && { reread: (row: number) => reread(row - before) }),
      };
    }
    const { version } = this.current;
    if (version !== undefined) this.done.push({ file, version, rows: this.count - before });
    this.before = this.count;
    this.current = undefined;
  }

  /**
   * The files that were read before those that are left, whose versions are kept.
   * @param resumed the file with the first row that is left
   * @throws UnreachableError `source-changed` if they are no longer what they were
   */
  private async recorded(resumed: string | undefined): Promise<RecordedFiles["files"] | undefined> {
    const { version, signal } = this.reading;
    if (version === undefined) return undefined;
    const comparison = await this.source.compare(this.from, version, signal);
    if (comparison.kind === "changed") {
      const shown = this.source.describe(this.from);
      throw new UnreachableError(
        "source-changed",
        `${shown} has changed since the run started: ${comparison.reason}`,
      );
    }
    const files = parseRecorded(recordedFiles, version)?.files ?? [];
    const passed = resumed === undefined ? 0 : this.all.indexOf(resumed);
    this.done = files.slice(0, passed);
    return files;
  }
}
