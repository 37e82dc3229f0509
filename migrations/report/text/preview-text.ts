import type { PreviewedEntity, PreviewedOutcome, PreviewedRow } from "../../pipeline/read/preview";
import { count, counted } from "../quantity";

/** What `preview` prints for people. */
export function previewText(entities: readonly PreviewedEntity[]): string[] {
  return entities.flatMap(({ entity, from, table, rows }) => [
    `${entity}: ${from} → ${table}`,
    ...(rows.length === 0 ? ["  no rows"] : rows.flatMap(rowLines)),
    "",
  ]);
}

function rowLines({ row, file, line, outcomes }: PreviewedRow): string[] {
  const position = line === undefined ? "" : ` (${file ?? "line"}:${line})`;
  return [`  row ${row}${position}`, ...outcomes.flatMap(outcomeLines)];
}

function outcomeLines(outcome: PreviewedOutcome): string[] {
  if (outcome.kind === "excluded") return ["    excluded by where"];
  if (outcome.kind === "rejected") return [`    rejected: ${outcome.code}: ${outcome.message}`];
  const { bytes, writeUnits, indexes, item } = outcome;
  const names = indexes.map(({ index, bytes: size }) => `${index} (${count(size)} bytes)`);
  const units = counted(writeUnits, "write unit");
  return [
    ...Object.entries(item).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
    `    ${count(bytes)} bytes, ${units}, indexes: ${names.join(", ") || "none"}`,
  ];
}
