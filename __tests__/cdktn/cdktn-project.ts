import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../docs/doc-page";
import { type ProgramRun, runProgram } from "../emulators/program";
import type { Cdktn } from "./find-cdktn";

const repositoryPackages = join(repository, "node_modules");

/** Packages that the project has from the folder of CDK Terrain, or not at all. */
const ofFramework = ["cdktf", "@cdktf", "cdktf-cli", "cdktn", "@cdktn", "constructs"];

/**
 * A copy of the sources and tests of constructs and stacks, written for CDK Terrain as the build does it, in a folder that
 * has no CDKTF.
 */
export class CdktnProject {
  readonly folder = mkdtempSync(join(tmpdir(), "cdktn-"));

  private constructor(private readonly cdktn: Cdktn) {}

  /** With the tests. */
  static make(cdktn: Cdktn): Promise<CdktnProject> {
    const tests = ["setup.ts", "constructs", "stacks", "cdktn", "mutations", "golden", "emulators", "docs"];
    return CdktnProject.makeWith(
      cdktn,
      tests.map((path) => `__tests__/${path}`),
    );
  }

  /** Without the tests. */
  static makeSources(cdktn: Cdktn): Promise<CdktnProject> {
    return CdktnProject.makeWith(cdktn, []);
  }

  private static async makeWith(cdktn: Cdktn, tests: readonly string[]): Promise<CdktnProject> {
    const project = new CdktnProject(cdktn);
    project.linkPackages();
    for (const shared of ["docs", "examples", "tsconfig.json", "tables.schema.json"])
      project.link(repository, shared);
    await project.write(["constructs", "stacks", "yaml-file", "main.ts", ...tests]);
    return project;
  }

  /** Runs `main.ts` on the tables.yaml and cdktf.json of a folder. Returns the folder of the stacks. */
  async synth(folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
    for (const file of ["tables.yaml", "cdktf.json"]) cpSync(join(folder, file), join(this.folder, file));
    const parameters = [this.package("tsx", "dist", "cli.mjs"), "main.ts"];
    const settings = { folder: this.folder, environment: { ...environment, NODE_OPTIONS: "" } };
    const { code, text } = await runProgram(this.cdktn.node, parameters, settings);
    if (code !== 0) throw new Error(text);
    return join(this.folder, "cdktf.out", "stacks");
  }

  /** Runs a script with the Node.js that the bindings support. */
  node(...parameters: readonly string[]): Promise<ProgramRun> {
    const environment = { ...process.env, NO_COLOR: "1", NODE_OPTIONS: "", REQUIRE_ALL_PARTS: "" };
    return runProgram(this.cdktn.node, parameters, { folder: this.folder, environment });
  }

  /** The path of a file of a package. */
  package(...parts: readonly string[]): string {
    return join(repositoryPackages, ...parts);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private async write(paths: readonly string[]): Promise<void> {
    const script = join(repository, "write-cdktn.mjs");
    const { code, text } = await this.node(script, repository, this.folder, ...paths);
    if (code !== 0) throw new Error(text);
  }

  private linkPackages(): void {
    mkdirSync(join(this.folder, "node_modules"));
    const packages = readdirSync(repositoryPackages).filter(
      (name) => !name.startsWith(".") && !ofFramework.includes(name),
    );
    for (const name of packages) this.link(repositoryPackages, name, "node_modules");
    for (const name of ["cdktn", "@cdktn", "constructs"])
      this.link(this.cdktn.packages, name, "node_modules");
  }

  private link(from: string, name: string, to = "."): void {
    symlinkSync(join(from, name), join(this.folder, to, name));
  }
}
