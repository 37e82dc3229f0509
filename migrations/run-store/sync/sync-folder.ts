import { closeSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import { replaceFile } from "../../files/replace-file";
import type { ScratchFile } from "../../seen-keys/scratch";
import type { SyncFiles } from "./sync-files";
import { parseSyncState, type SyncState } from "./sync-state";

const stateFile = "sync.json";

/** The files of a sync in its run folder. `sync.json` is written last: with it, the others are complete. */
export class SyncFolder implements SyncFiles {
  constructor(private readonly folder: string) {}

  create(name: string): ScratchFile {
    return this.named(name, "w+");
  }

  open(name: string): ScratchFile {
    return this.named(name, "r");
  }

  /** What the digest pass found; `undefined` if it has not ended. @throws UsageError if it cannot be read */
  async state(): Promise<SyncState | undefined> {
    const path = join(this.folder, stateFile);
    try {
      return parseSyncState(await readFile(path, "utf8"));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      const message = `${path} cannot be used: ${messageOf(cause)}. Start over with --no-resume`;
      throw new UsageError("sync-state-unreadable", message, { cause });
    }
  }

  /** After it resolves, the state survives a power cut. */
  async save(state: SyncState): Promise<void> {
    try {
      await replaceFile(join(this.folder, stateFile), `${JSON.stringify(state, null, 2)}\n`);
    } catch (cause) {
      throw unwritable("run-folder-unwritable", `cannot write to ${this.folder}`, cause);
    }
  }

  private named(name: string, flags: "w+" | "r"): ScratchFile {
    const path = join(this.folder, name);
    const attempt = <Result>(step: () => Result): Result => {
      try {
        return step();
      } catch (cause) {
        throw unwritable("run-folder-unwritable", `cannot read or write ${path}`, cause);
      }
    };
    const file = attempt(() => openSync(path, flags, privateFile));
    return {
      write: (bytes, position) => attempt(() => writeAll(file, bytes, position)),
      read: (bytes, position) => attempt(() => void readSync(file, bytes, 0, bytes.length, position)),
      close: () =>
        attempt(() => {
          if (flags === "w+") fsyncSync(file);
          closeSync(file);
        }),
    };
  }
}

/** A disk that is nearly full takes a part. */
function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
