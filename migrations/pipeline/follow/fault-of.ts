import { RunnerError } from "../../errors";
import { EntityFault } from "../../entity-fault";

/** Errors that concern what was read or written for an entity, and neither a connection nor the service as a whole. */
const ofEntities: ReadonlySet<string> = new Set([
  "source-wrong-shape",
  "source-unreadable",
  "source-key-not-unique",
  "source-refused",
  "table-missing",
  "table-refuses",
]);

/** An error of these entities, as one that concerns no others, if it does not. */
export function faultOf(error: unknown, entities: readonly string[]): unknown {
  if (error instanceof EntityFault || !(error instanceof RunnerError)) return error;
  return ofEntities.has(error.code) ? new EntityFault(entities, error) : error;
}
