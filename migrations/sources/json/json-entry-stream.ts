import type { UnreachableError } from "../../errors";
import type { FileReading } from "../../files/file-reading";
import type { SourceFile } from "../../files/source-file";
import { isPieceOfUtf8, notUtf8 } from "../../files/text-encoding";
import type { Reading, RowStream, SourceChunk } from "../source";
import { JsonEntriesParser } from "./json-entries";
import { attempt, jsonFailure } from "./json-failure";

/** The members of an object in a document. A reading that is resumed parses the document from its start. */
export class JsonEntryStream implements RowStream {
  private readonly reading: FileReading;
  private readonly parser: JsonEntriesParser;
  private number = 0;

  constructor(
    private readonly file: SourceFile,
    at: string,
    keyColumn: string,
    { signal, version, mayChange }: Reading,
  ) {
    this.parser = new JsonEntriesParser(at, keyColumn);
    this.reading = file.read({ signal, version, mayChange });
  }

  get fractionRead(): number | undefined {
    return this.reading.fractionRead;
  }

  get version(): string | undefined {
    return this.reading.version(this.number);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    for await (const piece of this.reading) {
      const error = attempt(() => this.parser.write(piece));
      const chunk = this.taken();
      if (chunk.rows.length > 0) yield chunk;
      if (error) throw this.explain(isPieceOfUtf8(piece) ? error : new Error(notUtf8, { cause: error }));
    }
    const error = attempt(() => this.parser.end());
    if (error) throw this.explain(error);
  }

  private taken(): SourceChunk {
    return { rows: this.parser.takeEntries().map((entry) => ({ number: ++this.number, ...entry })) };
  }

  private explain(cause: Error): UnreachableError {
    return jsonFailure(this.file.shown, cause, { rows: this.number, bytes: this.reading.bytesGiven });
  }
}
