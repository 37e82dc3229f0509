import { nearMiss, type Problem } from "../../yaml-file";
import { idleRemovals, layerOf, withEntries } from "./layers";

/** The names of the file's environments. */
export function environmentNames(file: unknown): string[] {
  return [...(layerOf(file).entries?.get("environments")?.entries?.keys() ?? [])];
}

/** An environment that was asked for and that the file does not have. */
export function unknownEnvironment(file: unknown, environment: string | undefined): Problem[] {
  const known = environmentNames(file);
  if (environment === undefined || known.includes(environment)) return [];
  const all = known.length === 0 ? "; the file has none" : `; the file has ${known.join(", ")}`;
  const message = `environment "${environment}" not found${nearMiss(environment, known) || all}`;
  return [{ path: ["environments"], at: "key", message }];
}

/** An environment that removes an entry that the file does not have: a misspelled name, or a setting of `defaults`. */
export function idleRemovalProblems(file: unknown): Problem[] {
  const written = layerOf(file);
  const base = withEntries(written, { environments: undefined });
  const environments = [...(written.entries?.get("environments")?.entries?.values() ?? [])];
  return environments
    .flatMap((environment) => idleRemovals(environment, base))
    .map((path) => ({ path, at: "key", message: "removes nothing: the file has no such entry" }));
}
