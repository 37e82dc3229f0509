import { RunnerError, UnreachableError } from "../../errors";
import { problemText } from "../client/problem-text";

/** What to do about a refusal, by the service's name for it. */
export type Remedies = Readonly<Record<string, string>>;

/**
 * Does what may be refused.
 *
 * @param what it is, for the message: `back up table users`
 * @throws UnreachableError with the service's reason, and with the remedy where one is known
 */
export async function orRefused<T>(what: string, act: () => Promise<T>, remedies: Remedies = {}): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof RunnerError) throw cause;
    const { name } = cause as Error;
    const remedy = Object.hasOwn(remedies, name) ? `; ${remedies[name]}` : "";
    throw new UnreachableError("service-refuses", `cannot ${what}: ${problemText(cause)}${remedy}`, {
      cause,
    });
  }
}
