import type { Reading, RowsFrom, RowStream, Source, SourcePart } from "../sources/source";
import type { Comparison } from "../files/comparison";
import type { TableFiles } from "./table-files";

/** What is read of the files of a table. */
export type ShownFiles = Pick<TableFiles, "shown" | "source">;

/** Items from files of tables; `file` names one of them as it was found. */
export class TableFilesSource implements Source {
  private readonly files: ReadonlyMap<string | undefined, ShownFiles>;

  constructor(files: readonly ShownFiles[]) {
    this.files = new Map(files.map((one) => [one.shown, one]));
  }

  describe({ file }: RowsFrom): string {
    return this.filesOf(file).shown;
  }

  version({ file }: RowsFrom): Promise<string> {
    return this.filesOf(file).source.version({});
  }

  async compare({ file }: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    const { source } = this.filesOf(file);
    if (source.compare) return source.compare({}, recorded, signal);
    const now = await source.version({});
    return now === recorded ? { kind: "same" } : { kind: "changed", reason: "its files are different" };
  }

  rows({ file }: RowsFrom, reading?: Reading): RowStream {
    return this.filesOf(file).source.rows({}, reading);
  }

  /** The parts into which the files of the table can be split; all of them are one part if they cannot. */
  async split(from: RowsFrom, count: number, signal?: AbortSignal): Promise<SourcePart[]> {
    const parts = await this.filesOf(from.file).source.split?.({}, count, signal);
    return parts ? parts.map(({ range }) => ({ from, ...(range !== undefined && { range }) })) : [{ from }];
  }

  private filesOf(file: string | undefined): ShownFiles {
    return this.files.get(file) as ShownFiles;
  }
}
