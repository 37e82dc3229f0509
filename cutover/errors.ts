/** An error of the cutover library. `isRetryable`: the same call can succeed later. */
export class CutoverError extends Error {
  override readonly name: string = "CutoverError";

  constructor(
    message: string,
    readonly isRetryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The control's table or file cannot be read or written. */
export class ControlUnreachableError extends CutoverError {
  override readonly name = "ControlUnreachableError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, true, options);
  }
}

/** Somebody else changed the control between its reading and its change. */
export class RevisionConflictError extends CutoverError {
  override readonly name = "RevisionConflictError";

  constructor(message: string) {
    super(message, true);
  }
}

/** The process has not been able to read the control for a whole lease: it may act by a revision that is over. */
export class StaleControlError extends CutoverError {
  override readonly name = "StaleControlError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, true, options);
  }
}

/** Writes are frozen by a flip for longer than the call may wait. */
export class FrozenError extends CutoverError {
  override readonly name = "FrozenError";

  constructor(message: string) {
    super(message, true);
  }
}

/** The mapping rejects a record: its write is refused before either store is changed. */
export class MappingError extends CutoverError {
  override readonly name = "MappingError";

  constructor(message: string, options?: ErrorOptions) {
    super(message, false, options);
  }
}
