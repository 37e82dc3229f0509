/** What a {@link CutoverEvent} tells. */
export type CutoverEventKind =
  /** The process acts by another revision of the control. */
  | "revision"
  /** A poll of the control failed. The process acts by what it last read, within the lease. */
  | "control-unreachable"
  /** A ledger entry could not be written; the request went through, and the entity becomes unverified. */
  | "ledger-failed"
  /** The authority has a write that the other store does not have yet. It is tried again. */
  | "second-write-failed"
  /** A read of the tables failed; the old store, which is the authority, was read instead. */
  | "read-fallback"
  /** A comparison found a difference that two further reads confirmed. */
  | "difference"
  /** A comparison failed or took too long. */
  | "comparison-failed"
  /** A gate is red. The read percentage was lowered. */
  | "gate"
  /** A freeze that nobody ended in time was lifted. */
  | "thaw"
  /** A variable of the environment asks for reads that the phase does not allow. */
  | "override-ignored";

/** Something that an operator may want to see in the application's log. */
export interface CutoverEvent {
  readonly kind: CutoverEventKind;
  readonly entity?: string;
  /** See `keyText`. */
  readonly key?: string;
  /** For people. Holds names of attributes, and no values. */
  readonly message: string;
  readonly error?: unknown;
}

/** Receives events. Must not throw. */
export type OnEvent = (event: CutoverEvent) => void;
