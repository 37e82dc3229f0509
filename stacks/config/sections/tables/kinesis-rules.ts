import { streamArnViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { arnProblems } from "./region-entries";

/** A data stream must be given for the primary region; those of replica regions are optional. */
export function kinesisProblems(
  regions: TablesConfig["regions"],
  id: string,
  { kinesis }: TableConfig,
): Problem[] {
  if (kinesis === undefined) return [];
  const path = ["tables", id, "kinesis", "streamArns"];
  const isMissing = kinesis.streamArns[regions.primary] === undefined;
  return [
    ...(isMissing ? [{ path, message: `must name a data stream in ${regions.primary}, got none` }] : []),
    ...arnProblems(regions, path, kinesis.streamArns, streamArnViolations),
  ];
}
