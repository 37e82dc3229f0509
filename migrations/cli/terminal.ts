/** The world as the command line sees it; the only way from the commands to it. */
export interface Terminal {
  /** The command line without the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** Whether standard error is a terminal that a progress bar can be drawn on. */
  readonly isInteractive: boolean;
  /** For people. */
  readonly error: (line: string) => void;
  /** For programs. */
  readonly out: (line: string) => void;
  readonly readInput: () => Promise<string>;
  /** Asks a person, and returns what was typed; absent where nobody can be asked. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** The wall clock, for dates that people read; it can be set back. */
  readonly now: () => Date;
  /** Milliseconds since some moment in the past. Never set back: measure intervals with it. */
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly isAlive: (pid: number) => boolean;
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}
