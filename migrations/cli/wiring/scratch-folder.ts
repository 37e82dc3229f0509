import { closeSync, mkdirSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Scratch, ScratchFile } from "../../seen-keys/scratch";
import { unwritable } from "../../files/file-system-error";
import { privateFile, privateFolder } from "../../files/private-files";

/** Files without a name in a folder; the folder is made when the first one is needed. */
export class ScratchFolder implements Scratch {
  constructor(private readonly folder: string) {}

  create(): ScratchFile {
    return this.attempt(() => {
      mkdirSync(this.folder, { recursive: true, mode: privateFolder });
      const path = join(this.folder, `scratch-${randomUUID()}`);
      const file = openSync(path, "wx+", privateFile);
      // It exists while it is open: a killed process leaves no file.
      unlinkSync(path);
      return {
        write: (bytes, position) => this.attempt(() => writeAll(file, bytes, position)),
        read: (bytes, position) => this.attempt(() => void readSync(file, bytes, 0, bytes.length, position)),
        close: () => closeSync(file),
      };
    });
  }

  private attempt<Result>(step: () => Result): Result {
    try {
      return step();
    } catch (cause) {
      throw unwritable("scratch-unwritable", `cannot keep the items' keys in ${this.folder}`, cause);
    }
  }
}

/** A disk that is nearly full takes a part. */
function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
