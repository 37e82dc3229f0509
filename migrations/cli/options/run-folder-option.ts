import type { Command } from "commander";
import { usualRunFolder } from "../../usual-run-folder";

/** Adds `--run-folder`. */
export function addRunFolder(command: Command, what = "folder that runs are kept in"): Command {
  return command.option("--run-folder <folder>", what, usualRunFolder);
}
