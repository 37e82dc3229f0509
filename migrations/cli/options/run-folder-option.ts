import type { Command } from "commander";

/** The folder of runs and of the embedded DynamoDB's state, relative to the current folder. */
export const defaultRunFolder = ".dynamodb-migrate";

/** Adds `--run-folder`. */
export function addRunFolder(command: Command, what = "folder that runs are kept in"): Command {
  return command.option("--run-folder <folder>", what, defaultRunFolder);
}
