import { isMapping } from "./layers";

/** What the names of top-level keys begin with that belong to nobody, and can hold anchors: `x-billing: &busy …`. */
export const extensionPrefix = "x-";

/** A file without the top-level keys that only hold parts to be used elsewhere. */
export function withoutExtensions(file: unknown): unknown {
  if (!isMapping(file)) return file;
  return Object.fromEntries(Object.entries(file).filter(([key]) => !key.startsWith(extensionPrefix)));
}
