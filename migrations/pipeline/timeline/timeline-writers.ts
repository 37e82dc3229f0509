import type { MakeWriter } from "../../dynamodb/writer/item-writer";
import type { TargetTable } from "../../items/target-table";
import type { Timeline } from "./timeline";

/** Lets a timeline hear what writers are told of their writes. */
export function timelineWriters(
  makeWriter: MakeWriter<TargetTable>,
  timeline: Timeline,
): MakeWriter<TargetTable> {
  return (table, onSettled, onRetry) =>
    makeWriter(
      table,
      (write, outcome) => {
        if (outcome.kind === "written") timeline.written(1, write.units);
        onSettled(write, outcome);
      },
      onRetry,
    );
}
