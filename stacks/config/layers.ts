import type { Path } from "../../yaml-file";
import { isIndivisible } from "./indivisible-settings";

/** A value made of several parts of a file, each of which remembers where it was written. */
export interface Layer {
  readonly origin: Path;
  /** The entries of a mapping; absent for anything else. */
  readonly entries?: ReadonlyMap<string, Layer>;
  /** What is not a mapping. */
  readonly leaf?: unknown;
}

/** A part of a file as a layer. */
export function layerOf(value: unknown, origin: Path = []): Layer {
  if (!isMapping(value)) return { origin, leaf: value };
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, layerOf(inner, [...origin, key])] as const,
  );
  return { origin, entries: new Map(entries) };
}

/**
 * One layer over another: mappings are merged, anything else is replaced, and `null` removes what is below.
 *
 * @param path where in the file both layers stand
 */
export function lay(over: Layer | undefined, under: Layer, path: Path = []): Layer {
  if (!over?.entries || !under.entries) return over ?? under;
  const entries = new Map(under.entries);
  for (const [key, upper] of over.entries) {
    const lower = entries.get(key);
    const inner = [...path, key];
    if (lower && isRemoval(upper)) entries.delete(key);
    else entries.set(key, lower && !isIndivisible(inner) ? lay(upper, lower, inner) : upper);
  }
  return { origin: over.origin, entries };
}

/** The paths of the entries of a layer that remove something, although the layer below has nothing there. */
export function idleRemovals(over: Layer, under: Layer | undefined): Path[] {
  return [...(over.entries ?? [])].flatMap(([key, upper]) => {
    const lower = under?.entries?.get(key);
    if (isRemoval(upper)) return lower ? [] : [upper.origin];
    return idleRemovals(upper, lower);
  });
}

function isRemoval({ entries, leaf }: Layer): boolean {
  return entries === undefined && leaf === null;
}

/** The same layer with some entries put in, or taken out where they are undefined. */
export function withEntries(layer: Layer, changes: Readonly<Record<string, Layer | undefined>>): Layer {
  const entries = new Map(layer.entries);
  for (const [key, change] of Object.entries(changes)) {
    if (change) entries.set(key, change);
    else entries.delete(key);
  }
  return { ...layer, entries };
}

/** The layer as plain JavaScript. */
export function plain(layer: Layer): unknown {
  return layer.entries
    ? Object.fromEntries([...layer.entries].map(([key, inner]) => [key, plain(inner)]))
    : layer.leaf;
}

/** Where the value at a path was written; what was not written is looked for where the nearest thing around it was. */
export function originOf(layer: Layer, path: Path): Path {
  const [step, ...rest] = path;
  if (step === undefined) return layer.origin;
  const inner = layer.entries?.get(String(step));
  return inner ? originOf(inner, rest) : [...layer.origin, ...path];
}

/** Whether a value is a mapping of keys to values. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
