import { join } from "node:path";

const inProject = (path: string) => join(process.cwd(), path);

/** The program and the arguments that run `dynamodb-migrate` as a process of its own, from its sources. */
export function commandLine(...args: readonly string[]): [program: string, ...args: string[]] {
  const tsx = inProject("node_modules/tsx/dist/loader.mjs");
  return [process.execPath, "--import", tsx, inProject("migrations/cli/bin.ts"), ...args];
}
