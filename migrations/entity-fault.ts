import { RunnerError } from "./errors";

/** An error that concerns some entities only: the changes of the others can still be followed. */
export class EntityFault extends RunnerError {
  override readonly name = "EntityFault";

  /** @param entities by their names */
  constructor(
    readonly entities: readonly string[],
    cause: RunnerError,
  ) {
    super(cause.kind, cause.code, cause.message, { cause });
  }
}
