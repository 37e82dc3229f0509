import type { Path } from "../../yaml-file";
import { isIndivisible } from "./indivisible-settings";

/** A value that is merged from several parts of a file; each part keeps its path in the file. */
export interface Layer {
  readonly origin: Path;
  /** The entries of a mapping; absent for anything else. */
  readonly entries?: ReadonlyMap<string, Layer>;
  /** A value that is not a mapping. */
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
 * Merges one layer over another: mappings are merged, anything else is replaced, and `null` removes the lower value.
 *
 * @param path the path of both layers in the file
 */
export function lay(over: Layer | undefined, under: Layer, path: Path = []): Layer {
  if (!over?.entries || !under.entries) return over ?? under;
  const entries = new Map(under.entries);
  for (const [key, upper] of over.entries) {
    const lower = entries.get(key);
    const inner = [...path, key];
    if (isRemoval(upper)) entries.delete(key);
    else entries.set(key, lower && !isIndivisible(inner) ? lay(upper, lower, inner) : upper);
  }
  return { origin: over.origin, entries };
}

/** The paths of the entries that are removed by `null` although the lower layer does not have them. */
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

/** The same layer with some entries replaced, or removed if they are undefined. */
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

/** The path in the file of the value at a path of the merged value. */
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
