import { expect, it, vi } from "vitest";
import { withoutSqliteWarning } from "../../../migrations/cli/without-sqlite-warning";

const sqlite = "SQLite is an experimental feature and might change at any time";

it("drops the warning of node:sqlite, and no other one", () => {
  const emit = vi.fn();
  const filtered = withoutSqliteWarning(emit);
  const others: [string | Error, string?][] = [
    ["Type Stripping is an experimental feature and might change at any time", "ExperimentalWarning"],
    [sqlite, "DeprecationWarning"],
    [new Error("a listener is missing")],
  ];
  filtered(sqlite, "ExperimentalWarning");
  for (const [warning, kind] of others) filtered(warning, kind);
  expect(emit.mock.calls.map(([warning]) => warning as unknown)).toEqual(others.map(([warning]) => warning));
});
