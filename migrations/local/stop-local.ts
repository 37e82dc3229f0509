import { UnreachableError } from "../errors";
import { type LocalState, readState, removeState, stateFileOf } from "./local-state";
import { end, standingOf } from "./owned-process";

export interface StopLocalSettings {
  /** The project's folder. */
  readonly cwd: string;
  /** The folder of the state file `local.json`. */
  readonly runFolder: string;
  /** How long the engine may take to end before it is made to. @default 5000 */
  readonly graceMs?: number | undefined;
}

export interface StoppedLocal {
  /**
   * - `stopped`: it ran, and has ended;
   * - `not-running`: there was none, or it had ended by itself.
   */
  readonly outcome: "stopped" | "not-running";
  /** What ran, if it is known. */
  readonly state: LocalState | null;
}

/**
 * Ends the engine that `startLocal` left running; never another process that has its pid by now. The
 * outputs file stays, and so does the data folder if one was given.
 *
 * @throws UnreachableError when the process cannot be told from another one, or does not end
 */
export async function stopLocal(settings: StopLocalSettings): Promise<StoppedLocal> {
  const { cwd, runFolder, graceMs = 5_000 } = settings;
  const stateFile = stateFileOf(cwd, runFolder);
  const state = await readState(stateFile);
  if (state === null) return { outcome: "not-running", state: null };
  const standing = await standingOf(state);
  if (standing === "unknown") throw notEnded(state, "cannot be told from another process");
  if (standing === "running" && !(await end(state, graceMs))) throw notEnded(state, "does not end");
  await removeState(stateFile);
  return { outcome: standing === "running" ? "stopped" : "not-running", state };
}

function notEnded({ pid, engine }: LocalState, what: string): UnreachableError {
  const message = `local: ${engine} with the pid ${pid} ${what}: end it yourself`;
  return new UnreachableError("process-not-ended", message);
}
