import type { Problem } from "../../../../yaml-file";
import { providerRequirements } from "./requirements";
import type { TablesConfig } from "../../tables-schema";

/** The settings that need a later version of the provider than the file pins. */
export function providerProblems(config: TablesConfig): Problem[] {
  const version = config.provider?.version;
  if (version === undefined) return [];
  return providerRequirements
    .filter(({ since }) => isOlder(version, since))
    .flatMap(({ since, emitted, settings }) => {
      const [first, ...others] = settings(config);
      if (first === undefined) return [];
      const named = others.length === 0 ? first : `${first} and ${others.length} more`;
      const message = `must be at least ${since} for ${named} (${emitted}), got "${version}"`;
      return [{ path: ["provider", "version"], message }];
    });
}

function isOlder(version: string, than: string): boolean {
  const parts = version.split(".").map(Number);
  const wanted = than.split(".").map(Number);
  const different = wanted.findIndex((part, position) => part !== parts[position]);
  return different >= 0 && (parts[different] ?? 0) < (wanted[different] ?? 0);
}
