import { keyArnViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** The account's own keys are given for each of the service's regions, and for no other. */
export function keyArnProblems(
  { regions }: TablesConfig,
  id: string,
  { encryption }: TableConfig,
): Problem[] {
  if (typeof encryption !== "object") return [];
  const path = ["tables", id, "encryption", "keyArns"];
  const used = [regions.primary, ...regions.replicas];
  const missing = used.filter((region) => encryption.keyArns[region] === undefined);
  return [
    ...missing.map((region) => ({ path, message: `must name a key in every region, got none in ${region}` })),
    ...Object.entries(encryption.keyArns).flatMap(([region, arn]) =>
      used.includes(region)
        ? problemsAt(path, keyArnViolations([region], arn, region))
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
