import type { Definition } from "../../definition/definition";
import type { Scratch } from "../../seen-keys/scratch";
import type { Source } from "../../sources/source";
import { makeJsonlSource } from "./make-jsonl-source";
import { type MakerContext, makeWith } from "./source-maker";

/**
 * Creates a definition's source as `makeSource` does. For JSON Lines it does not load the code of the other kinds, for
 * which the workers of a run would wait.
 *
 * @throws FileError if its location is invalid
 */
export async function openSource(
  definition: Definition,
  context: MakerContext,
  scratch?: Scratch,
): Promise<Source> {
  if (definition.source.kind === "jsonl") return makeWith(makeJsonlSource, definition, context, scratch);
  const { makeSource } = await import("./make-source.js");
  return makeSource(definition, context, scratch);
}
