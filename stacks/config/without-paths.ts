import type { Path } from "../../yaml-file";

/** A value without the parts at some paths, which are paths of the value as it was passed. */
export function withoutPaths(value: unknown, paths: readonly Path[]): unknown {
  return paths.reduce(withoutPath, value);
}

function withoutPath(value: unknown, [step, ...below]: Path): unknown {
  if (step === undefined || typeof value !== "object" || value === null) return value;
  if (below.length === 0) return dropped(value, step);
  const kept = Object.entries(value).map(([key, member]) => [
    key,
    key === String(step) ? withoutPath(member, below) : (member as unknown),
  ]);
  return Array.isArray(value) ? kept.map(([, member]) => member) : Object.fromEntries(kept);
}

function dropped(value: object, step: string | number): unknown {
  if (Array.isArray(value)) return value.filter((_, index) => index !== step);
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== String(step)));
}
