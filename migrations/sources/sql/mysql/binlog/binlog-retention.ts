import type { LogProblem } from "../../../change-log";
import type { MysqlConnection } from "../mysql-connection";
import { type BinlogServer, textsOf } from "./binlog-server";

/** The log is needed from before the first row is read; the estimate may be wrong, and `follow` may pause. */
const timesTheCopy = 3;
/** Seconds to notice that `follow` has stopped, and to start it again, however short the copy is. */
const minSeconds = 3600;
/** Seconds of writing after which its average says how long a log of a size lasts. */
const minMeasuredSeconds = 3600;
const secondsPerDay = 86_400;

/** A setting after whose time, or size, the server discards its log. */
interface RetentionLimit {
  readonly name: string;
  readonly value: number;
  readonly seconds: number;
  /** The value of the setting that keeps the log for this time. */
  readonly valueFor: (seconds: number) => number;
}

/**
 * Settings that discard the log too early: before three times the estimated time of the first copy, or within an hour.
 * @param copySeconds an estimate; `undefined` if there is none, and then nothing is refused. Called only if the server
 * discards its log at all
 */
export async function retentionProblems(
  connection: MysqlConnection,
  server: BinlogServer,
  shown: string,
  copySeconds: () => Promise<number | undefined>,
): Promise<LogProblem[]> {
  const limits = retentionLimits(server, await bytesPerSecond(connection, server));
  if (limits.length === 0) return [];
  const copy = await copySeconds();
  return copy === undefined ? [] : limits.flatMap((limit) => limitProblem(limit, copy, shown));
}

/** @param written bytes per second; `undefined` if not known */
export function retentionLimits(
  { settings }: Pick<BinlogServer, "settings">,
  written: number | undefined,
): RetentionLimit[] {
  const numberOf = (name: string) => Number(settings.get(name) ?? 0);
  const limits: RetentionLimit[] = [];
  const add = (name: string, secondsPerUnit: number): void => {
    const value = numberOf(name);
    const valueFor = (seconds: number) => Math.ceil(seconds / secondsPerUnit);
    if (value > 0) limits.push({ name, value, seconds: value * secondsPerUnit, valueFor });
  };
  if (!/^OFF$/i.test(settings.get("binlog_expire_logs_auto_purge") ?? "")) {
    // The first is the other one in seconds, or replaces it.
    if (numberOf("binlog_expire_logs_seconds") > 0) add("binlog_expire_logs_seconds", 1);
    else add("expire_logs_days", secondsPerDay);
  }
  if (written !== undefined && written > 0) add("max_binlog_total_size", 1 / written);
  return limits;
}

function limitProblem(
  { name, value, seconds, valueFor }: RetentionLimit,
  copy: number,
  shown: string,
): LogProblem[] {
  const needed = Math.max(timesTheCopy * copy, minSeconds);
  if (seconds >= needed) return [];
  const wanted = valueFor(needed);
  const why =
    needed === minSeconds
      ? "to keep the log for an hour"
      : `to keep the log for ${timesTheCopy} times the estimated ${Math.ceil(copy)} s of the first copy`;
  return [
    {
      message: `${shown}: ${name} must be at least ${wanted} ${why}, or 0, got ${value}; SET GLOBAL ${name} = ${wanted}`,
    },
  ];
}

/** What the server has written to its log on average. `undefined` unless the size of the log is limited. */
async function bytesPerSecond(
  connection: MysqlConnection,
  { settings }: BinlogServer,
): Promise<number | undefined> {
  if (Number(settings.get("max_binlog_total_size") ?? 0) === 0) return undefined;
  const rows = await textsOf(
    connection,
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Binlog_bytes_written', 'Uptime_since_flush_status')",
  );
  const status = new Map(rows.map(([name = "", value]) => [name.toLowerCase(), Number(value)]));
  const seconds = status.get("uptime_since_flush_status") ?? 0;
  const bytes = status.get("binlog_bytes_written");
  return bytes === undefined || seconds < minMeasuredSeconds ? undefined : bytes / seconds;
}
