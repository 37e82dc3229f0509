import { usualRunFolder } from "../usual-run-folder";

/** A command to type next, with the run folder where that is not the usual one. */
export function inRunFolder(command: string, { runFolder }: { readonly runFolder: string }): string {
  return `${command}${runFolderOption(runFolder)}`;
}

/** ` --run-folder …`, where that is not the usual one. */
export function runFolderOption(runFolder: string): string {
  return runFolder === usualRunFolder ? "" : ` --run-folder ${runFolder}`;
}
