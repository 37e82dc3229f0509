import type { accessErrors } from "./access-errors";
import type { commandErrors } from "./command-errors";
import type { cutoverErrors } from "./cutover-errors";
import type { hcpErrors } from "./hcp-errors";
import type { localErrors } from "./local-errors";
import type { outputsErrors } from "./outputs-errors";
import type { runErrors } from "./run-errors";
import type { sourceErrors } from "./source-errors";
import type { tableErrors } from "./table-errors";
import type { tableFilesErrors } from "./table-files-errors";
import type { workersErrors } from "./workers-errors";

/** Only the types: a command that succeeds does not load the texts. */
type Catalogue = typeof accessErrors &
  typeof commandErrors &
  typeof cutoverErrors &
  typeof hcpErrors &
  typeof localErrors &
  typeof outputsErrors &
  typeof runErrors &
  typeof sourceErrors &
  typeof tableErrors &
  typeof tableFilesErrors &
  typeof workersErrors;

type CodesOf<Kind extends string> = {
  [Code in keyof Catalogue]: Kind extends Catalogue[Code]["kinds"][number] ? Code : never;
}[keyof Catalogue];

/** The codes of errors that the caller can fix; each is described in `docs/errors.md`. */
export type UsageErrorCode = CodesOf<"usage">;

/** The codes of errors of a source, a table, a service or the file system; each is described in `docs/errors.md`. */
export type UnreachableErrorCode = CodesOf<"unreachable">;

/** The stable code of a `RunnerError`; each is described in `docs/errors.md`. */
export type RunnerErrorCode = keyof Catalogue | "interrupted";
