import { messageOf } from "./errors";

/**
 * Imports an optional peer dependency. The specifier is not a literal, so that bundlers and type checkers do not look
 * for a package that need not be installed. @returns the module, an ES module's `default` where there is one
 */
export async function importPackage(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}

/** Why an optional package could not be imported, and what to do. */
export interface PackageProblem {
  readonly isMissing: boolean;
  readonly message: string;
}

/** @param user of the package, which starts the message, such as "a postgres source" */
export function packageProblem(user: string, name: string, cause: unknown): PackageProblem {
  if (isNotFound(cause))
    return { isMissing: true, message: `${user} needs a package that is not installed: npm install ${name}` };
  const message = `${user} needs the package ${name}, which cannot be loaded: ${messageOf(cause)}`;
  return { isMissing: false, message };
}

/** Whether an import failed because the package is not installed. */
export function isNotFound(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code?.endsWith("MODULE_NOT_FOUND") ?? false;
}
