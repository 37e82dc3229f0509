import type { ProcessIdentity } from "../run-store/folder/process-identity";
import type { StartWorker, WorkerParent } from "./worker-process";

/** The process as the commands see it: arguments, environment, streams, clock. Commands use nothing else of it. */
export interface ProcessContext {
  /** The command line without the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** This process, as other machines and containers know it. */
  readonly identity: ProcessIdentity;
  /** Prints a line on standard error, for people. */
  readonly error: (line: string) => void;
  /** Prints on standard output, for programs. */
  readonly out: (line: string) => void;
  /**
   * Replaces the line below everything that is printed; `""` removes it. Absent if standard error is not a terminal,
   * or is one that must get no escape sequences (`TERM=dumb`, `NO_COLOR`).
   */
  readonly showStatus?: ((line: string) => void) | undefined;
  /** Width of the terminal that people read, in characters; `undefined` if standard error is not a terminal. */
  readonly columns?: (() => number | undefined) | undefined;
  readonly readInput: () => Promise<string>;
  /** Asks a person, and returns what was typed; absent where nobody can be asked. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** The wall clock, for dates that people read; it can be set back. */
  readonly now: () => Date;
  /** Milliseconds since some moment in the past. Never set back: measure intervals with it. */
  readonly monotonic: () => number;
  /** Repeats a step until the function returned is called. Does not keep the process alive. */
  readonly every: (ms: number, step: () => void) => () => void;
  /** Calls a synchronous step if the process exits, until the function returned is called. */
  readonly atExit: (step: () => void) => () => void;
  readonly random: () => number;
  readonly isAlive: (pid: number) => boolean;
  /** How long requests are retried without progress; `Infinity` for ever. @default 5 minutes */
  readonly giveUpAfterMs?: number | undefined;
  /** When a process of this machine was started; `undefined` if the system does not say. */
  readonly startOf: (pid: number) => string | undefined;
  /** Starts another process of this command line; absent if this is another program. */
  readonly startWorker?: StartWorker | undefined;
  /** The process that started this one as one of its workers. */
  readonly parent?: WorkerParent | undefined;
  /** The share of the read rate of a source that this process may use, above 0. @default 1 */
  readonly readShare?: number | undefined;
  /** Files that the command line names, as they were on the machine that started the run. @default they are read */
  readonly texts?: ReadonlyMap<string, string> | undefined;
  /** The signal that has aborted `signal`; `undefined` if none has. @default not known */
  readonly stoppedBy?: (() => NodeJS.Signals | undefined) | undefined;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}
