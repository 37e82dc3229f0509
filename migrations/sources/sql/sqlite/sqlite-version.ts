import { createHash } from "node:crypto";
import { z } from "zod";
import {
  fileStat,
  hashFile,
  isSameStat,
  parseRecorded,
  sizeAndTime,
  statSchema,
} from "../../../files/file-version";
import type { Comparison } from "../../../files/comparison";

const versionSchema = z.object({
  database: statSchema,
  /** The write-ahead log, which holds the latest transactions; absent if there is none or it is empty. */
  log: statSchema.optional(),
  sha256: z.string(),
});

/** Identity of a database's content: its files' data and the SHA-256 of their bytes in base64url. */
type SqliteVersion = z.output<typeof versionSchema>;

type Stats = Omit<SqliteVersion, "sha256">;

/**
 * Identifies the content of a database by the SHA-256 of its file and its write-ahead log, wherever and whenever they
 * were copied. The files are read only if the file system says that they have changed since they were last hashed.
 */
export class SqliteVersions {
  private last: SqliteVersion | undefined;

  /** @param path of the database's file */
  constructor(private readonly path: string) {}

  /** As text for a checkpoint. @throws Error if the file cannot be read */
  async current(signal?: AbortSignal): Promise<string> {
    return JSON.stringify(await this.version(signal));
  }

  /** Compares the database with a recorded version. @throws Error if the file cannot be read */
  async compare(recorded: string, signal?: AbortSignal): Promise<Comparison> {
    const before = parseRecorded(versionSchema, recorded);
    const stats = await this.stats();
    if (before === undefined) return compareEarlierFormat(stats, recorded);
    if (areSame(before, stats)) return { kind: "same" };
    const now = await this.version(signal);
    if (now.sha256 === before.sha256) return { kind: "same" };
    const [had, has] = [sizeOf(before), sizeOf(now)];
    return {
      kind: "changed",
      reason: had === has ? `its ${has} bytes are different` : `it had ${had} bytes, now ${has}`,
    };
  }

  private async version(signal: AbortSignal | undefined): Promise<SqliteVersion> {
    const stats = await this.stats();
    if (this.last && areSame(this.last, stats)) return this.last;
    const hash = createHash("sha256");
    await hashFile(hash, this.path, signal);
    if (stats.log) await hashFile(hash, logOf(this.path), signal);
    this.last = { ...stats, sha256: hash.digest("base64url") };
    return this.last;
  }

  private async stats(): Promise<Stats> {
    const database = await fileStat(this.path);
    const log = await fileStat(logOf(this.path)).catch(() => undefined);
    return { database, ...(log && log.size > 0 && { log }) };
  }
}

function logOf(path: string): string {
  return `${path}-wal`;
}

function areSame(one: Stats, other: Stats): boolean {
  const isSameLog = one.log && other.log ? isSameStat(one.log, other.log) : one.log === other.log;
  return isSameStat(one.database, other.database) && isSameLog;
}

function sizeOf({ database, log }: Stats): number {
  return database.size + (log?.size ?? 0);
}

/** Earlier releases recorded sizes and modification times: `12 bytes, <time>; log 34 bytes, <time>`. */
function compareEarlierFormat({ database, log }: Stats, recorded: string): Comparison {
  const now = [sizeAndTime(database), ...(log ? [`log ${sizeAndTime(log)}`] : [])].join("; ");
  return now === recorded ? { kind: "same" } : { kind: "changed", reason: `it was ${recorded}, now ${now}` };
}
