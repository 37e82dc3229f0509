import { CutoverError } from "./errors";
import type { ReadOverride } from "./read-override";

/** Names of an application's own variables. */
export interface EnvironmentNames {
  /** A percentage, 0 to 100: `DYNAMODB_MIGRATION_PCT`. */
  readonly percent?: string;
  /** Reads all keys from the tables if it is `true` or `1`: `FORCE_DYNAMODB`, `USE_DYNAMODB`. */
  readonly forceNew?: string;
  /** Reads all keys from the old store if it is `true` or `1`: `FORCE_SQLITE`. */
  readonly forceOld?: string;
}

/**
 * The reads that an application's environment asks for, for the setting `override`. `CUTOVER_FORCE=old|new` wins over the
 * application's own variables, a force wins over a percentage, and all of them win over the control. They govern reads in
 * the phase `shadow` only: which store is the authority is changed by `dynamodb-migrate cutover flip`.
 *
 * @example
 * fromEnvironment({ percent: "DYNAMODB_MIGRATION_PCT", forceNew: "FORCE_DYNAMODB", forceOld: "FORCE_SQLITE" }, process.env)
 * @returns `undefined` if none of the variables is set
 * @throws CutoverError for a value that it does not understand, or if both forces are set
 */
export function fromEnvironment(
  names: EnvironmentNames,
  environment: Readonly<Record<string, string | undefined>>,
): ReadOverride | undefined {
  const valueOf = (name: string | undefined) => (name === undefined ? "" : (environment[name] ?? "").trim());
  const general = valueOf("CUTOVER_FORCE");
  if (general !== "") return { kind: "force", side: sideOf(general), source: `CUTOVER_FORCE=${general}` };
  const toNew = isTrue(names.forceNew, valueOf(names.forceNew));
  const toOld = isTrue(names.forceOld, valueOf(names.forceOld));
  if (toNew && toOld)
    throw invalid(`${names.forceNew} and ${names.forceOld} are mutually exclusive; set one of them`);
  if (toNew) return { kind: "force", side: "new", source: `${names.forceNew}=${valueOf(names.forceNew)}` };
  if (toOld) return { kind: "force", side: "old", source: `${names.forceOld}=${valueOf(names.forceOld)}` };
  const percent = valueOf(names.percent);
  if (percent === "") return undefined;
  return {
    kind: "percent",
    percent: percentOf(percent, names.percent ?? ""),
    source: `${names.percent}=${percent}`,
  };
}

function sideOf(text: string): "old" | "new" {
  if (text === "old" || text === "new") return text;
  throw invalid(`CUTOVER_FORCE: expected old or new, got ${text}`);
}

function isTrue(name: string | undefined, text: string): boolean {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  if (text === "" || /^(false|0|no|off)$/i.test(text)) return false;
  throw invalid(`${name}: expected true or false, got ${text}`);
}

function percentOf(text: string, name: string): number {
  const percent = /^\d+(\.\d{1,2})?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (percent >= 0 && percent <= 100) return percent;
  throw invalid(`${name}: expected a percentage from 0 to 100 with at most two decimals, got ${text}`);
}

function invalid(message: string): CutoverError {
  return new CutoverError(message, false);
}
