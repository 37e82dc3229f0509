import type { Scratch, ScratchFile } from "../../seen-keys/scratch";

/** The files of the digest pass: for each table its items, the texts of their keys, what changed and what vanished. */
export interface SyncFiles {
  /** Makes a file, empty. */
  create(name: string): ScratchFile;
  /** Opens a file that was made before. */
  open(name: string): ScratchFile;
}

/** The names of a table's files. @param index of the table in the state */
export function syncFileNames(index: number) {
  const named = (what: string): string => `sync-${index + 1}-${what}.bin`;
  return {
    items: named("items"),
    keys: named("keys"),
    changed: named("changed"),
    vanished: named("vanished"),
  };
}

/** Files that are gone with the process, for a dry run. */
export class ScratchSyncFiles implements SyncFiles {
  private readonly files = new Map<string, ScratchFile>();

  constructor(private readonly scratch: Scratch) {}

  create(name: string): ScratchFile {
    const file = this.scratch.create();
    this.files.set(name, file);
    return withoutClose(file);
  }

  open(name: string): ScratchFile {
    return withoutClose(this.files.get(name) ?? this.create(name));
  }

  close(): void {
    this.files.forEach((file) => file.close());
    this.files.clear();
  }
}

/** A file without a name is gone once it is closed. */
function withoutClose(file: ScratchFile): ScratchFile {
  return {
    write: (bytes, position) => file.write(bytes, position),
    read: (bytes, position) => file.read(bytes, position),
    close: () => {},
  };
}
