import { setTimeout as sleep } from "node:timers/promises";

/** Waits, or until the signal aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal && { signal }).catch(() => undefined);
}

/** Says for each round whether another one may be waited for, after having waited. */
export function rounds(timeoutMs: number, everyMs: number, signal?: AbortSignal): () => Promise<boolean> {
  const start = performance.now();
  return async () => {
    if (performance.now() - start >= timeoutMs || signal?.aborted) return false;
    await pause(everyMs, signal);
    return true;
  };
}
