import { dynaliteEngine } from "../../migrations/local/dynalite-engine";
import { startEngine } from "./embedded-engine";
import type { FoundEmulator } from "./emulator";

/** dynalite, where the npm package is here. */
export function findDynalite(): FoundEmulator {
  const engine = dynaliteEngine(process.cwd());
  return Promise.resolve(
    "unavailable" in engine
      ? { available: false, why: engine.unavailable }
      : { available: true, part: { start: () => startEngine(engine) } },
  );
}
