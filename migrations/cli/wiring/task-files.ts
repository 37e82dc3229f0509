import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import type { Item } from "../../items/item";
import { itemText, parseItem } from "../../items/item-json";
import {
  type BucketDigest,
  type DigestEntry,
  entryBytes,
  readEntry,
  writeEntry,
} from "../../pipeline/verify/bucket-digest";
import { fileLines } from "../../run-store/journal/file-lines";
import { KeyLog } from "../../run-store/folder/key-log";
import { digestBytes } from "../../seen-keys/key-digest";

const heldBytes = 64 * 1024;

/** The files that the tasks of a verification leave for the process that started them, in one folder. */
export class TaskFiles {
  constructor(readonly folder: string) {}

  digest(task: number): string {
    return join(this.folder, `${task}.digest`);
  }

  entries(task: number): string {
    return join(this.folder, `${task}.entries`);
  }

  items(task: number): string {
    return join(this.folder, `${task}.items`);
  }

  /** The name that `KeyLog` has for it. */
  keys(task: number): string {
    return join(this.folder, `keys-${task}.bin`);
  }

  /** The digests of the keys of a task's items, in the order of the rows. */
  readKeys(task: number, count: number): AsyncIterable<Uint8Array> {
    return new KeyLog(this.folder, digestBytes).read(String(task), count);
  }

  saveDigest(task: number, digest: BucketDigest): void {
    const path = this.digest(task);
    attempt(path, () => writeFileSync(path, digest.state, { mode: privateFile }));
  }

  addDigest(task: number, digest: BucketDigest): void {
    digest.addState(readFileSync(this.digest(task)));
  }

  /** What a task's digest counts of items. @param indexes of the items among those of the task */
  readEntries(task: number, indexes: readonly number[]): DigestEntry[] {
    const file = openSync(this.entries(task), "r");
    const bytes = Buffer.alloc(entryBytes);
    try {
      return indexes.map((index) => {
        readSync(file, bytes, 0, entryBytes, index * entryBytes);
        return readEntry(bytes, 0);
      });
    } finally {
      closeSync(file);
    }
  }

  /** The items that a task found, with their keys. */
  async *readItems(task: number): AsyncGenerator<{ readonly key: string; readonly item: Item }> {
    for await (const { text } of fileLines(this.items(task))) {
      const end = text.indexOf("\t");
      yield {
        key: JSON.parse(text.slice(0, end)) as string,
        item: parseItem(JSON.parse(text.slice(end + 1))),
      };
    }
  }
}

/** A file that a task writes from its start. */
export class TaskFile {
  private readonly file: number;
  private held: Buffer[] = [];
  private size = 0;

  /** @throws UnreachableError `scratch-unwritable` */
  constructor(private readonly path: string) {
    this.file = attempt(path, () => openSync(path, "w", privateFile));
  }

  /** @param digest in base64url */
  addKey(digest: string): void {
    this.add(Buffer.from(digest, "base64url"));
  }

  addEntry(entry: DigestEntry): void {
    const bytes = Buffer.allocUnsafe(entryBytes);
    writeEntry(entry, bytes, 0);
    this.add(bytes);
  }

  addItem(key: string, item: Item): void {
    this.add(Buffer.from(`${JSON.stringify(key)}\t${itemText(item)}\n`));
  }

  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.file);
    }
  }

  private add(bytes: Buffer): void {
    this.held.push(bytes);
    this.size += bytes.length;
    if (this.size >= heldBytes) this.flush();
  }

  private flush(): void {
    const bytes = Buffer.concat(this.held.splice(0));
    this.size = 0;
    for (let at = 0; at < bytes.length;)
      at += attempt(this.path, () => writeSync(this.file, bytes, at, bytes.length - at));
  }
}

function attempt<Result>(path: string, step: () => Result): Result {
  try {
    return step();
  } catch (cause) {
    throw unwritable("scratch-unwritable", `cannot write to ${path}`, cause);
  }
}
