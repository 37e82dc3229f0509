import { UnreachableError } from "../../errors";
import { importPackage, packageProblem } from "../../optional-package";

/**
 * Loads a package that only one kind of source needs. @param kind of the source, for messages
 * @throws UnreachableError if it is not installed or cannot be loaded
 */
export async function loadDriver<Driver>(
  kind: string,
  name: string,
  load: () => Promise<unknown> = () => importPackage(name),
): Promise<Driver> {
  try {
    const module = (await load()) as { readonly default?: unknown };
    return (module.default ?? module) as Driver;
  } catch (cause) {
    const { isMissing, message } = packageProblem(`a ${kind} source`, name, cause);
    throw new UnreachableError(isMissing ? "source-driver-missing" : "source-driver-broken", message, {
      cause,
    });
  }
}
