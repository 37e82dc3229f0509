import { streamArnViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** Data streams are given for the primary region, and for replica regions as they are wanted. */
export function kinesisProblems({ regions }: TablesConfig, id: string, { kinesis }: TableConfig): Problem[] {
  if (kinesis === undefined) return [];
  const path = ["tables", id, "kinesis", "streamArns"];
  const used = [regions.primary, ...regions.replicas];
  const isMissing = kinesis.streamArns[regions.primary] === undefined;
  return [
    ...(isMissing ? [{ path, message: `must name a data stream in ${regions.primary}, got none` }] : []),
    ...Object.entries(kinesis.streamArns).flatMap(([region, arn]) =>
      used.includes(region)
        ? problemsAt(path, streamArnViolations([region], arn, region))
        : [
            {
              path: [...path, region],
              at: "key" as const,
              message: `must be one of the regions ${used.join(", ")}`,
            },
          ],
    ),
  ];
}
