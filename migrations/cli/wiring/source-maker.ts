import { dirname, isAbsolute, join, resolve } from "node:path";
import { FileError } from "../../../yaml-file";
import type { AssumedRole, Definition } from "../../definition/definition";
import { redactAddresses } from "../../redact-addresses";
import type { Scratch } from "../../seen-keys/scratch";
import { AddressError } from "../../sources/sql/database-address";
import type { Source } from "../../sources/source";
import type { ProcessContext } from "../process-context";
import type { SourceContext } from "./source-clients";

/** Forms of a source's location. */
export interface TableAccess {
  /** As the file has it. */
  readonly location: string;
  /** The same as a path, for those that are files. */
  readonly path: string;
  /** The path as a person knows it. */
  readonly shown: string;
  /** The migration file's folder, which its paths are relative to. */
  readonly folder: string;
  readonly context: SourceContext;
  /** That reads tables and exports of AWS. */
  readonly role: AssumedRole | undefined;
  /** For files that are looked up and do not fit in memory. */
  readonly scratch: Scratch | undefined;
}

/** Creates the source of a kind. @throws AddressError if its location is invalid */
export type SourceMaker = (access: TableAccess) => Source;

/** The process, as far as sources need it. */
export type MakerContext = Pick<ProcessContext, "cwd"> & SourceContext;

/**
 * Creates a definition's source.
 * @param scratch for files that are looked up and do not fit in memory. @default memory grows with them
 * @throws FileError if its location is invalid
 */
export function makeWith(
  make: SourceMaker,
  { source, document, fileName, assumeRole }: Definition,
  context: MakerContext,
  scratch?: Scratch,
): Source {
  const { kind, location } = source;
  const fromHere = isAbsolute(location) ? location : join(dirname(fileName), location);
  const shown = redactAddresses(fromHere);
  const folder = resolve(context.cwd, dirname(fileName));
  try {
    return make({
      location,
      path: resolve(context.cwd, fromHere),
      shown,
      folder,
      context,
      scratch,
      role: assumeRole?.source,
    });
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new FileError(document.report([{ path: ["source", kind], message: error.message }]));
  }
}
