import { closeSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { unwritable } from "../../files/file-system-error";
import { privateFile } from "../../files/private-files";
import type { ScratchFile } from "../../seen-keys/scratch";
import { readStateFile, saveStateFile } from "../folder/state-file";
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
  state(): Promise<SyncState | undefined> {
    return readStateFile(join(this.folder, stateFile), parseSyncState, {
      code: "sync-state-unreadable",
      remedy: "Start over with --no-resume",
    });
  }

  /** After it resolves, the state survives a power cut. */
  save(state: SyncState): Promise<void> {
    return saveStateFile(join(this.folder, stateFile), state);
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
