import { RunnerError } from "../../errors";
import type { RejectedRow } from "../../run-store/follow/follow-state";

/** With `--on-error stop` and `suspend-entity`. */
export class RejectedRowError extends RunnerError {
  constructor({ entity, key, message }: RejectedRow) {
    super("unreachable", "row-rejected", `${entity} ${key} cannot become an item: ${message}`);
  }
}
