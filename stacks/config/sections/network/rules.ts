import { endpointViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { noReplica } from "../tables/replica-rules";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

export function networkProblems({ network, regions }: TablesConfig): Problem[] {
  if (network === undefined) return [];
  const { replicas = {}, ...primary } = network;
  return [
    ...problemsAt(["network"], endpointViolations({ region: regions.primary, ...primary })),
    ...Object.entries(replicas).flatMap(([region, place]) =>
      regions.replicas.includes(region)
        ? problemsAt(["network", "replicas", region], endpointViolations({ region, ...place }))
        : [noReplica(["network", "replicas", region], region, regions.replicas)],
    ),
  ];
}
