import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProgramRun, runProgram } from "../emulators/program";
import { runner } from "../emulators/runner";
import { programs, repository } from "./example-project";

/** A folder in which the commands of an example's README can be typed as in the repository's own. */
export class ReadmeProject {
  readonly folder: string;
  private readonly environment: NodeJS.ProcessEnv;

  /** @param name of the example. @param port that its README names, to be taken in place of 8123 */
  constructor(
    private readonly name: string,
    private readonly port: number,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), `${name}-`));
    this.environment = { ...process.env };
    for (const shared of ["examples", "main.ts", "node_modules", "tsconfig.json"])
      symlinkSync(join(repository, shared), join(this.folder, shared));
  }

  /** The commands of the README's n-th block of shell. */
  commands(block: number): string[] {
    const readme = readFileSync(join(repository, "examples", this.name, "README.md"), "utf8");
    const text = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)][block]?.[1] ?? "";
    return text
      .replaceAll("8123", String(this.port))
      .split("\n")
      .filter((line) => line !== "");
  }

  /** Runs a command as a shell would: variables before it, `export`, and the programs behind npx. */
  type(line: string): Promise<ProgramRun> {
    const words = line.replace(/^export /, "").split(" ");
    const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word));
    const assigned = words.slice(0, first === -1 ? words.length : first).map((word) => word.split("=", 2));
    const variables = Object.fromEntries(assigned) as Record<string, string>;
    if (line.startsWith("export ")) Object.assign(this.environment, variables);
    if (first === -1) return Promise.resolve({ code: 0, text: "", seconds: 0 });
    const [command, ...parameters] = programOf(words.slice(first));
    const settings = { folder: this.folder, environment: { ...this.environment, ...variables } };
    return runProgram(command, parameters, settings);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function programOf(words: readonly string[]): [string, ...string[]] {
  const [npx, program, ...parameters] = words;
  if (npx === "npx" && program === "dynamodb-migrate") return runner(...parameters);
  if (npx === "npx" && program === "tsx") return [programs.tsx, ...parameters];
  // The app itself, without the cdktf CLI around it.
  if (npx === "npx" && program === "cdktf") return [programs.tsx, "main.ts"];
  throw new Error(`no README of an example should hold ${words.join(" ")}`);
}
