import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../migrations/files/replace-file";
import { unlessMissing } from "../../migrations/files/unless-missing";
import { ControlUnreachableError, CutoverError } from "../errors";
import type { Ledger, LedgerEntry } from "./ledger";
import { readLedgerEntry } from "./read-ledger-entry";

/** The ledger in a folder with one file per entry, for processes of one host. */
export class FileLedger implements Ledger {
  constructor(private readonly path: string) {}

  get description(): string {
    return `folder ${this.path}`;
  }

  add(entry: LedgerEntry): Promise<void> {
    return this.guarded(async () => {
      await mkdir(this.folderOf(entry.entity), { recursive: true });
      await replaceFile(this.fileOf(entry), `${JSON.stringify(entry)}\n`);
    });
  }

  remove(entry: Pick<LedgerEntry, "entity" | "key" | "writer">): Promise<void> {
    return this.guarded(() => rm(this.fileOf(entry), { force: true }));
  }

  async *entries(entity: string): AsyncIterable<LedgerEntry> {
    const folder = this.folderOf(entity);
    for (const name of await this.names(folder)) {
      const entry = await this.entry(join(folder, name));
      if (entry) yield entry;
    }
  }

  private names(folder: string): Promise<string[]> {
    return this.guarded(async () => {
      const names = await readdir(folder).catch(unlessMissing([]));
      // Others are files that are being written.
      return names.filter((name) => name.endsWith(".json"));
    });
  }

  /** `undefined` if it has been removed since the folder was listed. */
  private entry(path: string): Promise<LedgerEntry | undefined> {
    return this.guarded(async () => {
      const text = await readFile(path, "utf8").catch(unlessMissing(undefined));
      return text === undefined ? undefined : readLedgerEntry(JSON.parse(text), path);
    });
  }

  private folderOf(entity: string): string {
    return join(this.path, `entity-${encodeURIComponent(entity)}`);
  }

  private fileOf({ entity, key, writer }: Pick<LedgerEntry, "entity" | "key" | "writer">): string {
    const digest = createHash("sha256")
      .update(JSON.stringify([key, writer]))
      .digest("hex");
    return join(this.folderOf(entity), `${digest}.json`);
  }

  private async guarded<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (cause) {
      if (cause instanceof CutoverError) throw cause;
      throw new ControlUnreachableError(
        `${this.description} cannot be used: ${(cause as Error).message}; correct its path or permissions`,
        { cause },
      );
    }
  }
}
