import { type DocumentBody, type DocumentName, documentOf } from "../../report/json/document";
import type { ProcessContext } from "../process-context";

/** Prints what `--json` asks for; the schema of the document is `schemas/<name>.schema.json`. */
export function printJson<Name extends DocumentName>(
  name: Name,
  body: DocumentBody<Name>,
  { out }: Pick<ProcessContext, "out">,
): void {
  out(JSON.stringify(documentOf(name, body), null, 2));
}
