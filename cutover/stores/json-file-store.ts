import { readFile, stat } from "node:fs/promises";
import { messageOf } from "../../migrations/errors";
import type { RowObject } from "../../migrations/items/row";
import { withFileLock } from "../control/file-lock";
import { ControlUnreachableError, CutoverError } from "../errors";
import { keyText, type RecordKey } from "../record-key";
import { JsonDocument } from "./json-document";
import type { MigrationMapping } from "./migration-mapping";
import type { OldStore } from "./store";

/** Settings of {@link jsonFileStore}. */
export interface JsonFileStoreOptions {
  readonly path: string;
  /** The entity's mapping; see `loadRecordMapping`. */
  readonly mapping: Pick<MigrationMapping, "keyOf"> &
    Partial<Pick<MigrationMapping, "from" | "droppedColumns" | "restoresAllColumns">>;
  /** Path of the list of records: `$` or `$.users`. @default that of the mapping, or `$` */
  readonly at?: string;
}

/** Records in a JSON file. Every writer of the file must be such a store, or no one may write while it does. */
export interface JsonFileStore extends OldStore {
  /** All records, in the order of the file. Do not change them. */
  all(): Promise<readonly RowObject[]>;
  /**
   * Changes one record while nobody else can. Use it for counters and conditions.
   *
   * @param step returns the record's next state, `undefined` to delete it, or the same object to leave it alone
   * @returns the next state
   */
  change(
    key: RecordKey,
    step: (row: RowObject | undefined) => RowObject | undefined,
  ): Promise<RowObject | undefined>;
}

/**
 * The records of a JSON file on one host. A writer takes the lock file `<path>.lock`, reads the file again, and replaces
 * it as a whole, so that readers see the file before or after a write. Writes that wait in one process are made together.
 * Numbers keep every digit.
 */
export function jsonFileStore(options: JsonFileStoreOptions): JsonFileStore {
  return new FileStore(options);
}

/** A write that waits for the lock. */
interface Waiting {
  /** @returns whether the document was changed */
  readonly apply: (document: JsonDocument) => boolean;
  readonly done: (error?: Error) => void;
}

/** The document as a version of the file holds it. */
interface Read {
  readonly version: string;
  readonly document: JsonDocument;
}

class FileStore implements JsonFileStore {
  private waiting: Waiting[] = [];
  private isWriting = false;
  private last: Read | undefined;

  constructor(private readonly options: JsonFileStoreOptions) {}

  async read(key: RecordKey): Promise<RowObject | undefined> {
    const row = (await this.current()).get(keyText(key));
    return row && { ...row };
  }

  async all(): Promise<readonly RowObject[]> {
    return [...(await this.current()).all];
  }

  async write(key: RecordKey, row: RowObject): Promise<void> {
    const { droppedColumns = [], restoresAllColumns } = this.options.mapping;
    await this.change(key, (before = {}) => {
      if (!restoresAllColumns) return { ...before, ...row };
      const kept = droppedColumns.filter((column) => Object.hasOwn(before, column));
      return { ...Object.fromEntries(kept.map((column) => [column, before[column]])), ...row };
    });
  }

  async delete(key: RecordKey): Promise<void> {
    await this.change(key, () => undefined);
  }

  async change(
    key: RecordKey,
    step: (row: RowObject | undefined) => RowObject | undefined,
  ): Promise<RowObject | undefined> {
    const text = keyText(key);
    let next: RowObject | undefined;
    await this.inTurn((document) => {
      const before = document.get(text);
      next = step(before);
      if (next === before) return false;
      if (next) document.set(text, next);
      else document.delete(text);
      return true;
    });
    return next;
  }

  private inTurn(apply: Waiting["apply"]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        apply,
        done: (error) => (error ? reject(error) : resolve()),
      });
      if (!this.isWriting) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      const failed = new Map<Waiting, Error>();
      const error = await this.writeTogether(batch, failed).then(
        () => undefined,
        (cause: unknown) => this.explained(cause),
      );
      for (const one of batch) one.done(failed.get(one) ?? error);
    }
    this.isWriting = false;
  }

  private async writeTogether(batch: readonly Waiting[], failed: Map<Waiting, Error>): Promise<void> {
    const { path } = this.options;
    await withFileLock(`${path}.lock`, async () => {
      const document = await this.current();
      // The document is changed in memory first: until it is on disk, nobody may read it.
      this.last = undefined;
      let isChanged = false;
      for (const one of batch)
        try {
          isChanged = one.apply(document) || isChanged;
        } catch (error) {
          failed.set(one, error as Error);
        }
      if (!isChanged) return;
      const { default: replace } = await import("write-file-atomic");
      await replace(path, document.text());
      this.last = { version: await versionOf(path), document };
    });
  }

  private async current(): Promise<JsonDocument> {
    const { path, at, mapping } = this.options;
    try {
      const version = await versionOf(path);
      if (this.last?.version === version) return this.last.document;
      const text = await readFile(path, "utf8");
      const keyOf = (row: RowObject) => keyText(mapping.keyOf(row));
      const document = JsonDocument.parse(text, at ?? mapping.from?.at ?? "$", keyOf, path);
      // A file that was replaced between the two would be taken for the earlier one.
      if ((await versionOf(path)) === version) this.last = { version, document };
      return document;
    } catch (error) {
      throw this.explained(error);
    }
  }

  private explained(error: unknown): Error {
    if (error instanceof ControlUnreachableError)
      return new CutoverError(error.message, true, { cause: error });
    if (error instanceof CutoverError) return error;
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "not found" : messageOf(error);
    return new CutoverError(`${this.options.path}: ${reason}`, false, { cause: error });
  }
}

/** Another one after each replacement. */
async function versionOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}
