import type { LogProblem } from "../../../change-log";
import type { BinlogServer } from "./binlog-server";

/** A global setting, the values that following needs, and the fix. */
interface Requirement {
  readonly name: string;
  readonly wanted: RegExp;
  readonly expected: string;
  readonly fix: string;
}

const reconnect = "then let the application connect again";

const requirements: readonly Requirement[] = [
  {
    name: "log_bin",
    wanted: /^ON$/i,
    expected: "ON",
    fix: "add log_bin to the [mysqld] section of its configuration and restart it",
  },
  {
    name: "binlog_format",
    wanted: /^ROW$/i,
    expected: "ROW",
    fix: `SET GLOBAL binlog_format = 'ROW', ${reconnect}`,
  },
  {
    name: "binlog_row_image",
    wanted: /^FULL$/i,
    expected: "FULL",
    fix: `SET GLOBAL binlog_row_image = 'FULL', ${reconnect}`,
  },
  {
    name: "binlog_row_value_options",
    wanted: /^$/,
    expected: "empty",
    fix: `SET GLOBAL binlog_row_value_options = '', ${reconnect}`,
  },
  {
    name: "binlog_transaction_compression",
    wanted: /^OFF$/i,
    expected: "OFF",
    fix: `SET GLOBAL binlog_transaction_compression = OFF, ${reconnect}`,
  },
  {
    name: "read_only",
    wanted: /^OFF$/i,
    expected: "OFF",
    fix: "name the server that is written to in the source's address",
  },
];

/** Settings of the server that must have other values. */
export function settingProblems({ settings }: BinlogServer, shown: string): LogProblem[] {
  return requirements.flatMap(({ name, wanted, expected, fix }) => {
    const found = settings.get(name);
    if (found === undefined || wanted.test(found)) return [];
    return [{ message: `${shown}: ${name} must be ${expected}, got ${found}; ${fix}` }];
  });
}
