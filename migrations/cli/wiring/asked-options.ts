import type { CommandArguments } from "../../command-line";
import { redactAddresses } from "../../redact-addresses";
import type { Checkpoint } from "../../run-store/checkpoint";
import type { ProcessContext } from "../process-context";

/**
 * What was asked of a run, as its checkpoint keeps it: without passwords, and without what is undefined, which JSON does
 * not have.
 *
 * @param said the options by their names
 * @param next the command to suggest after the run
 */
export function askedOptions(
  said: object,
  next: CommandArguments,
  { args }: Pick<ProcessContext, "args">,
): Checkpoint["options"] {
  const commands = { command: args.map(redactAddresses), next: next.map(redactAddresses) };
  return JSON.parse(JSON.stringify({ ...said, ...commands })) as Checkpoint["options"];
}
