import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseDocument } from "yaml";
import { type ForumSize, makeForum } from "../../examples/forum/generator/forum";
import { writeForumFiles } from "../../examples/forum/generator/forum-files";
import { type ProgramRun, runProgram } from "../emulators/program";

const repository = join(__dirname, "..", "..");
const example = join(repository, "examples", "forum");

/** A program of this project or of its dependencies. */
export const programs = {
  tsx: join(repository, "node_modules", ".bin", "tsx"),
  cdktf: join(repository, "node_modules", ".bin", "cdktf"),
};

/** The command line of the runner, in one process: a wrapper around it would take its signals. */
export function runner(...parameters: string[]): [string, ...string[]] {
  const bin = join(repository, "migrations", "cli", "bin.ts");
  return [process.execPath, "--import", pathToFileURL(require.resolve("tsx")).href, bin, ...parameters];
}

/** The forum example in a folder of its own, as somebody's project that uses this package. */
export class ForumProject {
  readonly folder = mkdtempSync(join(tmpdir(), "forum-"));

  constructor(private readonly environment: NodeJS.ProcessEnv) {
    cpSync(join(example, "tables.yaml"), this.path("tables.yaml"));
    const app = `${programs.tsx} ${join(repository, "main.ts")}`;
    const settings = { language: "typescript", app, projectId: "forum", sendCrashReports: "false" };
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

  /** Puts a smaller forum of the same kind beside the example's own migration file. */
  addData(size: ForumSize): void {
    cpSync(join(example, "migration.yaml"), this.path("migration.yaml"));
    writeForumFiles(this.folder, makeForum(size));
  }

  synth(): Promise<ProgramRun> {
    return this.run(programs.tsx, join(repository, "main.ts"));
  }

  /** The runner as a user calls it, without standing in the way of what it prints. */
  migrate(...parameters: string[]): Promise<ProgramRun> {
    return this.run(...runner(...parameters));
  }

  run(command: string, ...parameters: string[]): Promise<ProgramRun> {
    return runProgram(command, parameters, { folder: this.folder, environment: this.environment });
  }

  stackFolder(stack: string): string {
    return this.path("cdktf.out", "stacks", stack);
  }

  outputs(): Record<string, { dynamodb_tables: { tables: Record<string, { name: string }> } }> {
    return JSON.parse(readFileSync(this.path("outputs.json"), "utf8")) as ReturnType<ForumProject["outputs"]>;
  }

  remove(): void {
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }

  private write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }
}
