import { setMaxListeners } from "node:events";

/**
 * A signal that aborts with the first of these. Every request and every wait in flight may listen to it; of other
 * signals, Node.js warns from the eleventh listener on.
 */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const signal = AbortSignal.any(signals.filter((one) => one !== undefined));
  setMaxListeners(0, signal);
  return signal;
}
