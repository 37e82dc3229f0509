import { endpointViolations } from "../../constructs";
import { nearMiss, type Problem } from "../../yaml-file";
import type { TablesConfig } from "./tables-schema";
import { problemsAt } from "./violation-problems";

export function networkProblems({ network, regions }: TablesConfig): Problem[] {
  if (network === undefined) return [];
  const { replicas = {}, ...primary } = network;
  return [
    ...problemsAt(["network"], endpointViolations({ region: regions.primary, ...primary })),
    ...Object.entries(replicas).flatMap(([region, place]) =>
      regions.replicas.includes(region)
        ? problemsAt(["network", "replicas", region], endpointViolations({ region, ...place }))
        : [noReplica(region, regions.replicas)],
    ),
  ];
}

function noReplica(region: string, known: readonly string[]): Problem {
  const there = known.length === 0 ? "; there are none" : `; there are ${known.join(", ")}`;
  return {
    path: ["network", "replicas", region],
    at: "key",
    message: `must be a region with replicas${nearMiss(region, known) || there}`,
  };
}
