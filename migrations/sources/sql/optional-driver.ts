import { messageOf, UnreachableError } from "../../errors";

/**
 * Loads a package that only one kind of source needs. @param kind of the source, for messages
 * @throws UnreachableError where it is not installed, or cannot be loaded
 */
export async function loadDriver<Driver>(
  kind: string,
  name: string,
  load: () => Promise<{ readonly default: unknown }>,
): Promise<Driver> {
  try {
    return (await load()).default as Driver;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code?.endsWith("MODULE_NOT_FOUND");
    const message = isMissing
      ? `a ${kind} source needs a package that is not installed: npm install ${name}`
      : `a ${kind} source needs the package ${name}, which cannot be loaded: ${messageOf(cause)}`;
    throw new UnreachableError(isMissing ? "source-driver-missing" : "source-driver-broken", message, {
      cause,
    });
  }
}
