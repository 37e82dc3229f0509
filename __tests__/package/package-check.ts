import type { ProgramRun } from "../emulators/program";
import type { ConsumerProject } from "./consumer-project";

/** One cell of the table of what the package works with. */
export interface PackageCheck {
  /** The tool and its version. */
  readonly tool: string;
  /** The tool's settings. */
  readonly setting: string;
  /** Whether it is part of the subset that `.ci/check-package` runs. */
  readonly isQuick: boolean;
  /** Whether it finds the same with either framework, so that the subset runs it with CDKTF only. @default false */
  readonly isForEither?: boolean;
  /** What to install for it, as arguments of `npm install`. */
  readonly packages: readonly string[];
  /** @returns what is wrong; `undefined` if nothing is */
  run(project: ConsumerProject): Promise<string | undefined>;
}

/** What is wrong with a program's run: its output if it failed, or if it did not print what it should. */
export function problemOf({ code, text }: ProgramRun, expected = ""): string | undefined {
  return code === 0 && text.includes(expected) ? undefined : `exit code ${code}: ${text.trim()}`;
}
