import { UnreachableError } from "../../errors";
import { isPieceOfUtf8, notUtf8 } from "../../files/text-encoding";
import { looksLikeJsonLines } from "./json-lines-hint";
import { JsonEntryStream } from "./json-entry-stream";
import { attempt, jsonFailure } from "./json-failure";
import { JsonRowParser } from "./json-rows";
import type { FileReading } from "../../files/file-reading";
import type { SourceFile } from "../../files/source-file";
import { FileSource } from "../file-source";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk } from "../source";

/**
 * Rows from JSON files: a list, or a list somewhere in a document, such as json-server's `{ "users": [...] }`.
 * Files are read as a stream, `.json.gz` too, and numbers keep every digit.
 *
 * @example
 * new JsonSource("./data").rows({ file: "users/db.json", at: "$.users" })
 */
export class JsonSource extends FileSource implements Source {
  override describe({ file, at }: RowsFrom): string {
    const { shown } = this.folder.file(file);
    return at === undefined || at === "$" ? shown : `${shown} ${at}`;
  }

  rows({ file, at = "$", keyColumn }: RowsFrom, reading: Reading = {}): RowStream {
    if (keyColumn !== undefined) return new JsonEntryStream(this.folder.file(file), at, keyColumn, reading);
    return new JsonRowStream(this.folder.file(file), at, reading);
  }
}

/** The rows of a list in a document. */
export class JsonRowStream implements RowStream {
  private readonly reading: FileReading;
  private readonly parser: JsonRowParser;
  private number: number;
  private start: Uint8Array | undefined;

  constructor(
    private readonly file: SourceFile,
    at: string | readonly string[],
    { signal, after, version, mayChange }: Reading,
  ) {
    const offset = after && Number(after.cursor);
    this.number = after?.row ?? 0;
    this.parser = new JsonRowParser(at, offset);
    this.reading = file.read({ signal, from: offset, version, mayChange });
  }

  get fractionRead(): number | undefined {
    return this.reading.fractionRead;
  }

  get version(): string | undefined {
    return this.reading.version(this.number);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const { parser } = this;
    for await (const piece of this.reading) {
      this.start ??= piece.subarray();
      const malformed = attempt(() => parser.write(piece));
      const rows = parser.takeRows().map((value) => ({ number: ++this.number, value }));
      const { position } = parser;
      if (rows.length > 0) yield { rows, ...(position !== undefined && { cursor: String(position) }) };
      if (malformed && !isPieceOfUtf8(piece)) throw this.failure(new Error(notUtf8, { cause: malformed }));
      if (malformed) throw this.explain(malformed);
    }
    const malformed = attempt(() => parser.end());
    if (malformed) throw this.explain(malformed);
  }

  private explain(cause: Error): UnreachableError {
    if (!this.start || !looksLikeJsonLines(this.start)) return this.failure(cause);
    const message = `${this.file.shown} holds one JSON value per line, not one document; read it with source: { jsonl: ... }`;
    return new UnreachableError("source-wrong-shape", message, { cause });
  }

  private failure(cause: Error): UnreachableError {
    return jsonFailure(this.file.shown, cause, { rows: this.number, bytes: this.reading.bytesGiven });
  }
}
