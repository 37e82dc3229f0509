import { cdktf, cdktn, type Framework } from "./frameworks";

/**
 * The error to show instead of `cause` if a package of the framework is not installed; it names the command that installs
 * it. Undefined for any other error, such as a missing dependency of such a package.
 */
export function missingPackage(framework: Framework, cause: unknown): Error | undefined {
  const missing = missingName(cause);
  if (![framework.name, framework.bindings, "constructs"].some((name) => missing === name)) return undefined;
  const other = framework === cdktf ? cdktn : cdktf;
  return new Error(
    `${framework.entryPoint} requires ${missing}, which is not installed. Run: ${framework.install}\n` +
      `(For ${other.title}, import ${other.entryPoint}, and run: ${other.install})`,
    { cause },
  );
}

/** The package that a failed `require` names; undefined if something else went wrong. */
function missingName(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !("code" in cause)) return undefined;
  if (cause.code !== "MODULE_NOT_FOUND" && cause.code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const [, specifier = ""] = /^Cannot find (?:module|package) '([^']+)'/.exec(cause.message) ?? [];
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}
