import type { RunSettings } from "../run/run";
import { keyAttributes, type TargetTable } from "../../items/target-table";
import { indexEntryBytes } from "../../items/index-entry";
import { writeUnits } from "../../items/item-size";
import type { Write } from "../../dynamodb/writer/item-writer";
import type { Timeline } from "./timeline";

type MakeWriter = RunSettings["makeWriter"];

/** Lets a timeline hear what writers are told of their writes. */
export function timelineWriters(makeWriter: MakeWriter, timeline: Timeline): MakeWriter {
  return (table, onSettled, onRetry) => {
    const unitsOf = unitCounter(table);
    return makeWriter(
      table,
      (write, outcome) => {
        if (outcome.kind === "written") timeline.written(1, unitsOf(write));
        onSettled(write, outcome);
      },
      onRetry,
    );
  };
}

/** What a write costs in the table and in its indexes. */
function unitCounter(table: TargetTable): (write: Write) => number {
  const keyNames = keyAttributes(table).map((key) => key.name);
  return ({ item, bytes }) =>
    table.indexes.reduce((units, index) => {
      const entry = indexEntryBytes(item, bytes, index, keyNames);
      return entry === undefined ? units : units + writeUnits(entry);
    }, writeUnits(bytes));
}
