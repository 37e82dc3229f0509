import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { RealPart } from "./real-part";

const run = promisify(execFile);

/** The program of a Node.js with `node:sqlite`, 22.13 or later: the one that `NODE_22` names, or this one. */
export async function findNode22(): Promise<RealPart<string>> {
  const named = process.env["NODE_22"];
  if (named === undefined || named === "") {
    if (hasSqlite(process.version)) return { available: true, part: process.execPath };
    return {
      available: false,
      why: `NODE_22 does not name the program of Node.js 22.13 or later, and this is ${process.version}`,
    };
  }
  const version = await run(named, ["--version"]).then(
    ({ stdout }) => stdout.trim(),
    (error: Error) => error.message,
  );
  if (hasSqlite(version)) return { available: true, part: named };
  return { available: false, why: `NODE_22 is not Node.js 22.13 or later: ${version}` };
}

function hasSqlite(version: string): boolean {
  const [, major = 0, minor = 0] = (/^v(\d+)\.(\d+)\./.exec(version) ?? []).map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}
