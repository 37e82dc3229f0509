import { areResources, attributesOf, framework } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { providerRequirements } from "./requirements";
import type { TablesConfig } from "../../tables-schema";

/** The settings that need another version of the provider than the file pins, or than the bindings ask for. */
export function providerProblems(config: TablesConfig): Problem[] {
  const version = config.provider?.version;
  return [
    ...(version === undefined ? laterThanBindings(config) : olderThanNeeded(config, version)),
    ...withoutSortKey(config, version ?? framework.providerVersion),
  ];
}

function olderThanNeeded(config: TablesConfig, version: string): Problem[] {
  return unmet(config, version).map(({ since, named, emitted }) => {
    const message = `must be at least ${since} for ${named} (${emitted}), got "${version}"`;
    return { path: ["provider", "version"], message };
  });
}

function laterThanBindings(config: TablesConfig): Problem[] {
  const { name, bindings, providerVersion } = framework;
  return unmet(config, providerVersion).map(({ since, first, named, emitted }) => {
    const [table = ""] = first.split(".");
    const message =
      `requires provider.version ${since} or later for ${named} (${emitted}); ` +
      `with ${name}, the default is the ${providerVersion} of ${bindings}`;
    return { path: ["tables", table], at: "key", message };
  });
}

function unmet(config: TablesConfig, version: string) {
  return providerRequirements
    .filter(({ since }) => isOlder(version, since))
    .flatMap(({ since, emitted, settings }) => {
      const [first, ...others] = settings(config);
      if (first === undefined) return [];
      return [
        { since, emitted, first, named: others.length === 0 ? first : `${first} and ${others.length} more` },
      ];
    });
}

/**
 * Versions whose plan fails for a global index without a sort key.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/46755
 */
const failing = { from: "6.30.0", fixed: "6.35.0" };

function withoutSortKey(config: TablesConfig, version: string): Problem[] {
  if (isOlder(version, failing.from) || !isOlder(version, failing.fixed)) return [];
  return Object.entries(config.tables).flatMap(([table, { indexes = {}, indexResources }]) =>
    Object.entries(areResources({ indexResources }) ? {} : indexes)
      .filter(([, { sortKey }]) => attributesOf(sortKey).length === 0)
      .map(([name]) => {
        const message =
          `must have a sort key with provider.version ${version}: versions 6.30 to 6.34 of hashicorp/aws fail to plan ` +
          `an index with a partition key only; use ${failing.fixed} or later, or one before ${failing.from}`;
        return { path: ["tables", table, "indexes", name], at: "key" as const, message };
      }),
  );
}

function isOlder(version: string, than: string): boolean {
  const parts = version.split(".").map(Number);
  const wanted = than.split(".").map(Number);
  const different = wanted.findIndex((part, position) => part !== parts[position]);
  return different >= 0 && (parts[different] ?? 0) < (wanted[different] ?? 0);
}
