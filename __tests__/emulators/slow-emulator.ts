import type { Emulator } from "./emulator";
import { startFaultProxy } from "./fault-proxy";

/** An emulator whose responses take up to some milliseconds more, so that what writes to it can be ended half-way. */
export function slowEmulator(emulator: Emulator, maxDelayMs: number): Emulator {
  return {
    start: async () => {
      const running = await emulator.start();
      const proxy = await startFaultProxy({ target: running.endpoint, seed: 1, maxDelayMs });
      return {
        endpoint: proxy.endpoint,
        stop: async () => {
          await proxy.close();
          await running.stop();
        },
      };
    },
  };
}
