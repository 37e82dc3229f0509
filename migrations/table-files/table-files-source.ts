import type { Reading, RowsFrom, RowStream, Source } from "../sources/source";
import type { Comparison } from "../files/comparison";
import type { TableFiles } from "./table-files";

/** Items from files of tables; `file` names one of them as it was found. */
export class TableFilesSource implements Source {
  private readonly files: ReadonlyMap<string | undefined, TableFiles>;

  constructor(files: readonly TableFiles[]) {
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

  private filesOf(file: string | undefined): TableFiles {
    return this.files.get(file) as TableFiles;
  }
}
