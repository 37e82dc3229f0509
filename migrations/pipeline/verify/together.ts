import { anySignal } from "../../any-signal";

/**
 * Does several things at once and waits for all of them. Where one fails, the others are told to stop, and its error
 * is thrown once they have.
 */
export async function together(
  signal: AbortSignal | undefined,
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const stop = new AbortController();
  const either = anySignal(signal, stop.signal);
  const failures: unknown[] = [];
  const failed = (error: unknown): void => {
    failures.push(error);
    stop.abort();
  };
  await Promise.all(works.map((work) => work(either).catch(failed)));
  if (failures.length > 0) throw failures[0];
}
