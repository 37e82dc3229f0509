import type { Problem } from "../../yaml-file";
import { builtSourceKinds, type DefinitionFile, type SourceKind, sourceKinds } from "./definition-schema";

/** The kinds of source that a file names; one, where nothing is wrong. */
export function kindsOf(file: DefinitionFile): SourceKind[] {
  return sourceKinds.filter((kind) => file.source[kind] !== undefined);
}

/** A file has one source, of a kind that can be read. */
export function checkSource(file: DefinitionFile): Problem[] {
  const kinds = kindsOf(file);
  if (kinds.length !== 1) {
    return [
      {
        path: ["source"],
        message: `must name one kind of source (${sourceKinds.join(", ")}), got ${kinds.join(" and ") || "none"}`,
      },
    ];
  }
  return kinds
    .filter((kind) => !builtSourceKinds.includes(kind))
    .map((kind) => ({
      path: ["source", kind],
      at: "key",
      message: `is part of the format, but this version reads only ${builtSourceKinds.join(", ")}`,
    }));
}
