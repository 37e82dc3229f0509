import { keyArnViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TableConfig, TablesConfig } from "../../tables-schema";
import { arnProblems } from "./region-entries";

/** Existing KMS keys must be given for each of the service's regions, and for no other. */
export function keyArnProblems(
  regions: TablesConfig["regions"],
  id: string,
  { encryption }: TableConfig,
): Problem[] {
  if (typeof encryption !== "object") return [];
  const path = ["tables", id, "encryption", "keyArns"];
  const missing = [regions.primary, ...regions.replicas].filter(
    (region) => encryption.keyArns[region] === undefined,
  );
  return [
    ...missing.map((region) => ({ path, message: `must name a key in every region, got none in ${region}` })),
    ...arnProblems(regions, path, encryption.keyArns, keyArnViolations),
  ];
}
