import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
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

  static async make(cdktn: Cdktn): Promise<CdktnProject> {
    const project = new CdktnProject(cdktn);
    project.linkPackages();
    for (const shared of ["examples", "tsconfig.json", "tables.schema.json"])
      project.link(repository, shared);
    const written = ["constructs", "stacks", "yaml-file", "main.ts"];
    const tests = ["setup.ts", "constructs", "stacks", "cdktn", "mutations", "golden", "emulators", "docs"];
    await project.write([...written, ...tests.map((path) => `__tests__/${path}`)]);
    return project;
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
