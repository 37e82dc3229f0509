import type { z } from "zod";
import type { documentSchemas } from "./documents";

/** A name of a document that `--json` prints. */
export type DocumentName = keyof typeof documentSchemas;

type ReadonlyDeep<Value> = Value extends readonly unknown[] | object
  ? { readonly [Key in keyof Value]: ReadonlyDeep<Value[Key]> }
  : Value;

/** What a document holds, beside its `formatVersion`. */
export type DocumentBody<Name extends DocumentName> = ReadonlyDeep<z.infer<(typeof documentSchemas)[Name]>>;

/** Raised when a member is removed or changes its meaning; members may be added at any time. */
const formatVersion = 1;

/** A document as `--json` prints it, checked against its schema by the compiler. */
export function documentOf<Name extends DocumentName>(
  _name: Name,
  body: DocumentBody<Name>,
): { readonly formatVersion: number } & DocumentBody<Name> {
  return { formatVersion, ...body };
}
