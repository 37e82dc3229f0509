import type { Problem } from "../../yaml-file";
import { type DefinitionFile, type SourceKind, sourceKinds } from "./definition-schema";

/** The kinds of source that a file names; one, where nothing is wrong. */
export function kindsOf(file: DefinitionFile): SourceKind[] {
  return sourceKinds.filter((kind) => file.source[kind] !== undefined);
}

/** A file has one source. */
export function checkSource(file: DefinitionFile): Problem[] {
  const kinds = kindsOf(file);
  if (kinds.length === 1) return [];
  return [
    {
      path: ["source"],
      message: `must name one kind of source (${sourceKinds.join(", ")}), got ${kinds.join(" and ") || "none"}`,
    },
  ];
}
