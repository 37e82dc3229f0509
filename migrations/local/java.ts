import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Environment variables, handed in by the caller. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Java {
  readonly command: string;
  /** The feature release: 8 for `1.8.0_392`, 17 for `17.0.15`. */
  readonly version: number;
}

/** DynamoDB Local 2.3 and later are compiled for this release. */
export const oldestJava = 17;

/**
 * The Java that runs DynamoDB Local: the one of `JAVA_HOME`, or `java` on the `PATH`; the second is also
 * taken when the first is too old. Without a suitable one, says what was found instead.
 */
export async function findJava(environment: Environment): Promise<Java | { readonly why: string }> {
  const home = environment["JAVA_HOME"];
  const commands = home ? [join(home, "bin", "java"), "java"] : ["java"];
  const found: Java[] = [];
  for (const command of commands) {
    const version = await javaVersion(command, environment);
    if (version === null) continue;
    if (version >= oldestJava) return { command, version };
    found.push({ command, version });
  }
  const [tooOld] = found;
  if (tooOld === undefined) return { why: "no Java is on the PATH or in JAVA_HOME" };
  return { why: `${tooOld.command} is Java ${tooOld.version}, and DynamoDB Local needs ${oldestJava}` };
}

/** Asks the program itself: a folder's name says nothing, and macOS has a `java` that only offers one. */
async function javaVersion(command: string, environment: Environment): Promise<number | null> {
  try {
    const { stdout, stderr } = await run(command, ["-version"], { env: environment, timeout: 10_000 });
    return parseJavaVersion(stdout + stderr);
  } catch {
    return null;
  }
}

/** Reads the feature release out of what `java -version` prints. */
export function parseJavaVersion(text: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match === null ? null : Number(match[1]);
}
