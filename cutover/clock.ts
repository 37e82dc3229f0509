/** Time as the cutover measures it. Injected, so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds on a clock that only moves forward. Its zero has no meaning outside the process. */
  now(): number;
  /** Waits. Does not keep the process alive. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** The time of day, for people to read: never compared with that of another machine. */
  wall(): Date;
}
