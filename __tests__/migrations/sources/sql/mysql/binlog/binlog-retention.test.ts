import { describe, expect, it } from "vitest";
import { retentionLimits } from "../../../../../../migrations/sources/sql/mysql/binlog/binlog-retention";

const day = 86_400;

describe("how long a server keeps its log", () => {
  it.each<[settings: Record<string, string>, limits: [name: string, seconds: number][]]>([
    [{}, []],
    [{ binlog_expire_logs_seconds: "0", expire_logs_days: "0.000000" }, []],
    [
      { binlog_expire_logs_seconds: "2592000", expire_logs_days: "0" },
      [["binlog_expire_logs_seconds", 30 * day]],
    ],
    // MariaDB has the same time in both.
    [
      { binlog_expire_logs_seconds: "120", expire_logs_days: "0.001389" },
      [["binlog_expire_logs_seconds", 120]],
    ],
    [{ expire_logs_days: "10" }, [["expire_logs_days", 10 * day]]],
    [{ binlog_expire_logs_seconds: "60", binlog_expire_logs_auto_purge: "OFF" }, []],
    [
      { binlog_expire_logs_seconds: "60", binlog_expire_logs_auto_purge: "ON" },
      [["binlog_expire_logs_seconds", 60]],
    ],
  ])("with %j: %j", (settings, limits) => {
    const found = retentionLimits({ settings: new Map(Object.entries(settings)) }, undefined);
    expect(found.map(({ name, seconds }) => [name, seconds])).toEqual(limits);
  });

  it("is the time in which a log of the maximum size is written", () => {
    const settings = new Map([["max_binlog_total_size", "1000000"]]);
    const [limit] = retentionLimits({ settings }, 500);
    expect(limit).toMatchObject({ name: "max_binlog_total_size", seconds: 2000 });
    expect(limit?.valueFor(3600)).toBe(1_800_000);
    expect(retentionLimits({ settings }, undefined)).toEqual([]);
    expect(retentionLimits({ settings }, 0)).toEqual([]);
  });

  it("can be set for a time, in whole days if the setting is in days", () => {
    const [limit] = retentionLimits({ settings: new Map([["expire_logs_days", "1"]]) }, undefined);
    expect(limit?.valueFor(day + 1)).toBe(2);
  });
});
