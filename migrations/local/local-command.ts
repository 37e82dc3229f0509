import { commandText } from "../command-line";
import { usualRunFolder } from "../usual-run-folder";

/** `dynamodb-migrate local up` or `down`, as it is typed for an engine whose state is in this run folder. */
export function localCommand(name: "up" | "down", runFolder: string): string {
  const option = runFolder === usualRunFolder ? [] : ["--run-folder", runFolder];
  return commandText(["local", name, ...option]);
}
