import { joinVersions } from "../files/file-version";
import type { ReadPart } from "./source";

/** The version of a file that was read in parts; `undefined` if the parts were not read from the same content. */
export function joinReadVersions(parts: readonly ReadPart[]): string | undefined {
  const [only] = parts;
  if (parts.length === 1) return only?.version;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return joinVersions(
    parts.map(({ version }) => version),
    rows,
  );
}
