import { join } from "node:path";
import { execPath } from "node:process";
import type { Engine } from "./engine";
import { installedPackage } from "./installed-package";

/** dynalite, run by the same Node as this, or why it cannot be run. */
export function dynaliteEngine(cwd: string): Engine | { readonly unavailable: string } {
  const folder = installedPackage("dynalite", cwd);
  if (folder === null) return { unavailable: "the npm package dynalite is not installed" };
  return {
    name: "dynalite",
    why: "the npm package dynalite is here",
    command: execPath,
    arguments: ({ port, dbPath, token }) => [
      join(folder, "cli.js"),
      ...["--host", "127.0.0.1"],
      ...["--port", String(port)],
      ...(dbPath === undefined ? [] : ["--path", dbPath]),
      // Tables are of use at once: nobody waits for a real service here.
      ...["--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"],
      ...["--token", token],
    ],
  };
}
