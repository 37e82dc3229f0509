import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { UnreachableError } from "../../../errors";

/** Where a database's header has what changes with each transaction: https://www.sqlite.org/fileformat.html */
const headerBytes = 100;
/** Offset of the first lock byte, which content never reaches: https://www.sqlite.org/src/file/src/os.h (PENDING_BYTE). */
const firstLockByte = 0x40000000;

/** The files of a database that nobody writes to, as they were when this was made. */
export class SqliteFileState {
  private constructor(
    private readonly path: string,
    private readonly shown: string,
    private readonly before: string,
  ) {}

  /**
   * @param locks where Linux lists the locks of all processes; elsewhere they are not seen
   * @throws UnreachableError if another program has the database open, or left a transaction unfinished
   */
  static atRest(path: string, shown: string, locks = "/proc/locks"): SqliteFileState {
    const log = ["-wal", "-journal"].find((ending) => hasContent(path + ending));
    if (log !== undefined)
      throw inUse(`${shown} is in use, or was not closed properly: ${shown}${log} is not empty`, shown);
    if (isLocked(path, locks)) throw inUse(`${shown} is in use: another program holds a lock on it`, shown);
    return new SqliteFileState(path, shown, stateOf(path));
  }

  /** @throws UnreachableError if one of the files has changed since */
  check(): void {
    const log = ["-wal", "-journal"].some((ending) => hasContent(this.path + ending));
    if (log || stateOf(this.path) !== this.before)
      throw inUse(`${this.shown} changed while it was read`, this.shown);
  }
}

/** Also what happened to pages that are not the first: SQLite counts its transactions in the header, and the file system its writes. */
function stateOf(path: string): string {
  const header = Buffer.alloc(headerBytes);
  const file = openSync(path, "r");
  try {
    readSync(file, header, 0, headerBytes, 0);
  } finally {
    closeSync(file);
  }
  const { ino, size, mtimeNs } = statSync(path, { bigint: true });
  return `${ino} ${size} ${mtimeNs} ${header.toString("hex")}`;
}

function hasContent(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** A line is `1: POSIX  ADVISORY  READ 4711 fd:01:1234 1073741826 1073742335`. */
function isLocked(path: string, list: string): boolean {
  const { ino } = statSync(path);
  return linesOf(list).some((line) => {
    const [inode, start] = [/:(\d+) \d+ \S+$/.exec(line)?.[1], / (\d+) \S+$/.exec(line)?.[1]];
    return inode === String(ino) && Number(start) >= firstLockByte;
  });
}

function linesOf(list: string): readonly string[] {
  try {
    return readFileSync(list, "utf8").split("\n");
  } catch {
    return [];
  }
}

function inUse(what: string, shown: string): UnreachableError {
  const remedy = `read a copy (sqlite3 '${shown}' "VACUUM INTO 'copy.db'"), use Node.js 22.13 or later, or npm install better-sqlite3`;
  return new UnreachableError("source-in-use", `${what}; ${remedy}`);
}
