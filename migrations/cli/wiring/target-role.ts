import type { Definition } from "../../definition/definition";

/** The role that writes to the tables, as the options of a checkpoint keep it, for a rollback. */
export function targetRole({ assumeRole }: Definition): {
  readonly assumedRole?: string;
  readonly externalId?: string;
} {
  const { arn, externalId } = assumeRole?.target ?? {};
  return { ...(arn !== undefined && { assumedRole: arn }), ...(externalId !== undefined && { externalId }) };
}
