import type { Problem } from "../../yaml-file";
import type { TablesConfig } from "./tables-schema";

/** The version that the installed bindings are made for; what they know is known to work from it on. */
const complete = [6, 25, 0];

/** What an older version of the provider than the bindings' own does not know. */
export function providerProblems({ provider, replication, tables }: TablesConfig): Problem[] {
  const version = provider?.version;
  if (version === undefined || !isOlder(version)) return [];
  const isWarm = Object.values(tables).some(({ warmThroughput, indexes = {} }) =>
    [warmThroughput, ...Object.values(indexes).map((index) => index.warmThroughput)].some(Boolean),
  );
  const wanted = [
    ...(replication?.consistency === "strong" ? ["strong consistency"] : []),
    ...(isWarm ? ["warm throughput"] : []),
  ];
  return wanted.map((feature) => ({
    path: ["provider", "version"],
    message: `must be at least ${complete.join(".")} for ${feature}, got "${version}"`,
  }));
}

function isOlder(version: string): boolean {
  const parts = version.split(".").map(Number);
  const different = complete.findIndex((part, position) => part !== parts[position]);
  return different >= 0 && (parts[different] ?? 0) < (complete[different] ?? 0);
}
