import { UnreachableError } from "../../../migrations/errors";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk } from "../../../migrations/sources/source";
import type { RowValue } from "../../../migrations/items/row";

/** The rows of one file. */
export interface MemoryFile {
  readonly rows: readonly RowValue[];
  /** @default "1" */
  readonly version?: string;
  /** Breaks off after that many rows. */
  readonly breaksAfter?: number;
  /** Called before a row is handed out. */
  readonly beforeRow?: (row: number) => void;
}

/** Files of rows, handed out three at a time. A file that is not there cannot be read. */
export class MemorySource implements Source {
  constructor(private readonly files: Readonly<Record<string, MemoryFile>>) {}

  describe({ file = "" }: RowsFrom): string {
    return `memory/${file}`;
  }

  version(from: RowsFrom): Promise<string> {
    const file = this.files[from.file ?? ""];
    return file ? Promise.resolve(file.version ?? "1") : Promise.reject(this.unreadable(from));
  }

  rows(from: RowsFrom, { after }: Reading = {}): RowStream {
    const chunks = this.chunks(from, after === undefined ? 0 : Number(after.cursor));
    return { fractionRead: 0.5, [Symbol.asyncIterator]: () => chunks };
  }

  private async *chunks(from: RowsFrom, first: number): AsyncGenerator<SourceChunk> {
    const file = this.files[from.file ?? ""];
    if (!file) throw this.unreadable(from);
    const rows = file.rows.slice(0, file.breaksAfter).map((value, index) => ({ number: index + 1, value }));
    for (let at = first; at < rows.length; at += 3) {
      const chunk = rows.slice(at, at + 3);
      chunk.forEach(({ number }) => file.beforeRow?.(number));
      await Promise.resolve();
      yield { rows: chunk, cursor: String(at + chunk.length) };
    }
    if (file.breaksAfter !== undefined)
      throw new UnreachableError("source-not-json", `${this.describe(from)} is not valid JSON`);
  }

  private unreadable(from: RowsFrom): UnreachableError {
    return new UnreachableError("source-unreadable", `cannot read ${this.describe(from)}`);
  }
}
