import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { type ProgramRun, runProgram } from "../emulators/program";
import { WarmSynth } from "../emulators/warm-synth/warm-synth";

export const repository = join(__dirname, "..", "..");

/** A program of this project or of its dependencies. */
export const programs = {
  tsx: join(repository, "node_modules", ".bin", "tsx"),
  cdktf: join(repository, "node_modules", ".bin", "cdktf"),
};

/** The tables of an example in a folder of its own, as somebody's project that uses this package. */
export class ExampleProject {
  readonly folder: string;
  protected readonly example: string;
  private readonly warmSynth: WarmSynth;

  constructor(
    name: string,
    /** Variables of the programs that run in the folder. */
    readonly environment: NodeJS.ProcessEnv,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), `${name}-`));
    this.warmSynth = new WarmSynth({ folder: this.folder, environment });
    this.example = join(repository, "examples", name);
    cpSync(join(this.example, "tables.yaml"), this.path("tables.yaml"));
    const app = `${programs.tsx} ${join(repository, "main.ts")}`;
    const settings = { language: "typescript", app, projectId: name, sendCrashReports: "false" };
    this.write("cdktf.json", JSON.stringify({ ...settings, context: { tables: "tables.yaml" } }));
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Changes a setting of tables.yaml, e.g. `["tables", "threads", "ttl"]`. */
  set(path: readonly string[], value: unknown): void {
    const document = parseDocument(readFileSync(this.path("tables.yaml"), "utf8"));
    document.setIn(path, document.createNode(value));
    this.write("tables.yaml", String(document));
  }

  /** Removes a setting of tables.yaml. */
  unset(path: readonly string[]): void {
    const document = parseDocument(readFileSync(this.path("tables.yaml"), "utf8"));
    document.deleteIn(path);
    this.write("tables.yaml", String(document));
  }

  /** Gives an entry of tables.yaml another key. */
  rename(path: readonly string[], key: string): void {
    const document = parseDocument(readFileSync(this.path("tables.yaml"), "utf8"));
    const entry = document.getIn(path);
    document.deleteIn(path);
    document.setIn([...path.slice(0, -1), key], entry);
    this.write("tables.yaml", String(document));
  }

  /** `npx tsx main.ts`. */
  synth(): Promise<ProgramRun> {
    return this.run(programs.tsx, join(repository, "main.ts"));
  }

  /** The same as {@link synth} in a process that is kept for the next time. */
  resynth(): Promise<ProgramRun> {
    return this.warmSynth.synth();
  }

  run(command: string, ...parameters: string[]): Promise<ProgramRun> {
    return this.runWith({}, command, ...parameters);
  }

  /** Runs a program with more variables than those of the project. */
  runWith(variables: NodeJS.ProcessEnv, command: string, ...parameters: string[]): Promise<ProgramRun> {
    const environment = { ...this.environment, ...variables };
    return runProgram(command, parameters, { folder: this.folder, environment });
  }

  stackFolder(stack: string): string {
    return this.path("cdktf.out", "stacks", stack);
  }

  /** Ends the process of {@link resynth}. */
  stop(): Promise<void> {
    return this.warmSynth.stop();
  }

  remove(): void {
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }

  private write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }
}
