import { createHash } from "node:crypto";
import { dirname, relative, resolve } from "node:path";
import { FileError } from "../../../yaml-file";
import { defineMigration } from "../../definition/define-migration";
import { messageOf } from "../../errors";
import { Decimal } from "../../items/row";
import { localModules } from "./local-modules";
import type { ProcessContext } from "../process-context";

/** What a migration file that is a program exports, and the digest of all that it was made from. */
export interface LoadedModule {
  readonly value: unknown;
  readonly fingerprint: string;
}

/** Whether a migration file is a program. */
export function isModule(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file);
}

/**
 * Runs a file in TypeScript or JavaScript.
 *
 * @param expected what it must do, for the message
 * @throws FileError if it cannot be run, or has no default export
 */
export async function loadModule(
  file: string,
  { cwd }: ProcessContext,
  expected = "export the migration: export default defineMigration({ ... })",
): Promise<LoadedModule> {
  const path = resolve(cwd, file);
  const { createJiti } = await import("jiti");
  const jiti = createJiti(path, {
    // What is read is what is in the files now.
    ...{ fsCache: false, moduleCache: false, tryNative: false, interopDefault: false },
    // This very program's, so that its numbers are of one class with those of the rows.
    virtualModules: { "cdktf-dynamodb/migrations": { defineMigration, Decimal } },
  });
  const exported = await jiti.import<Readonly<Record<string, unknown>>>(path).catch((error: unknown) => {
    throw problem(file, `cannot be run: ${messageOf(error).split("\n")[0]}`);
  });
  const value = exported["default"];
  if (value === undefined) throw problem(file, `must ${expected}`);
  const modules = await localModules(path, (specifier, from) =>
    jiti.esmResolve(specifier, { parentURL: from, try: true }),
  );
  return { value, fingerprint: fingerprintOf(modules, dirname(path)) };
}

function problem(file: string, message: string): FileError {
  return new FileError([{ file, path: "", message }]);
}

/** The same wherever the files lie, and in whatever order they were found. */
function fingerprintOf(modules: ReadonlyMap<string, string>, folder: string): string {
  const digest = createHash("sha256");
  for (const [path, text] of [...modules].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    digest.update(JSON.stringify([relative(folder, path), text]));
  return digest.digest("hex");
}
