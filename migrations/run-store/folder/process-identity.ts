/** What tells a process from every other one, on any machine. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The machine's or the container's host name; empty in locks of earlier versions, which were of one machine. */
  readonly host: string;
  /** Differs at every start of the machine; absent where the system has none. */
  readonly bootId?: string | undefined;
  /** Processes of one namespace see each other; containers have their own. Absent where the system has none. */
  readonly pidNamespace?: string | undefined;
  /** When the process was started, in the system's own unit; absent where it does not say. */
  readonly startedAt?: string | undefined;
}

/** What the operating system says of processes. */
export interface Processes {
  readonly self: ProcessIdentity;
  /** Whether there is a process with this number on this machine, in this namespace. */
  readonly isAlive: (pid: number) => boolean;
  /** When the process with this number was started; `undefined` if the system does not say. */
  readonly startedAt: (pid: number) => string | undefined;
}

/** `unknown`: it is on another machine or in another container, and cannot be asked. */
export type Liveness = "alive" | "dead" | "unknown";

/** Whether the process of an identity is still alive. */
export function livenessOf(other: ProcessIdentity, { self, isAlive, startedAt }: Processes): Liveness {
  const isVisible = isSameMachine(other, self) && other.pidNamespace === self.pidNamespace;
  if (other.host !== "" && !isVisible) return "unknown";
  if (!isAlive(other.pid)) return "dead";
  const start = startedAt(other.pid);
  if (start === undefined || other.startedAt === undefined) return other.pid === self.pid ? "dead" : "alive";
  // A later process can have been given the same number.
  return start === other.startedAt ? "alive" : "dead";
}

/** Two machines may have one host name, but not one boot id. */
function isSameMachine(a: ProcessIdentity, b: ProcessIdentity): boolean {
  if (a.bootId !== undefined || b.bootId !== undefined) return a.bootId === b.bootId;
  return a.host === b.host;
}
