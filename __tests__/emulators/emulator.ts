import type { RealPart } from "./real-part";

/** An emulator that runs in a process of its own on a free loopback port. */
export interface RunningEmulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface Emulator {
  start(): Promise<RunningEmulator>;
}

export type FoundEmulator = Promise<RealPart<Emulator>>;
