import type { TableInspection } from "../../dynamodb/control/inspect-table";
import { count } from "../quantity";
import { textTable } from "./text-table";

/** Tables as a plan found them, for people. */
export function tablesText(tables: readonly TableInspection[]): string[] {
  const rows = tables.map((table) => [
    ...[table.table, table.state, table.isEmpty ? "0" : itemsText(table), recoveryText(table)],
  ]);
  return [
    "Tables",
    ...textTable(["table", "state", "items", "point-in-time recovery"], rows),
    ...tables.flatMap(notes),
  ];
}

/** The service's count is up to six hours old, and can be 0 for a table that is not empty. */
function itemsText({ items }: TableInspection): string {
  return items === 0 ? "1 or more" : `about ${count(items)}`;
}

function recoveryText({ pointInTimeRecovery: isOn }: TableInspection): string {
  if (isOn === undefined) return "unknown";
  return isOn ? "on" : "off";
}

function notes({ table, isEmpty, notes: more }: TableInspection): string[] {
  return [
    ...(isEmpty
      ? []
      : [`${table}: the table is not empty; run it with --on-conflict overwrite, skip or fail`]),
    ...more,
  ];
}
