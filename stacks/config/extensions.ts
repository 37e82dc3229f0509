import { isMapping } from "./layers";

/** The prefix of top-level keys that are ignored, so that they can hold anchors: `x-billing: &busy …`. */
export const extensionPrefix = "x-";

/** A file without the top-level keys that are ignored. */
export function withoutExtensions(file: unknown): unknown {
  if (!isMapping(file)) return file;
  return Object.fromEntries(Object.entries(file).filter(([key]) => !key.startsWith(extensionPrefix)));
}
