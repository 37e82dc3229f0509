import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ProgramRun, runProgram } from "../emulators/program";
import { repository } from "../docs/doc-page";

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>;
}

const own = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as Manifest;

/** The framework that a user's project has. */
export type ProjectFramework = "cdktf" | "cdktn";

/** The packages that a user installs beside this one, with the versions that this repository is tested with. */
export function packagesBeside(framework: ProjectFramework): string[] {
  const manifest = readFileSync(join(repository, ".ci", "cdktn", "package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const versions = framework === "cdktf" ? own.devDependencies : { ...own.devDependencies, ...dependencies };
  return [framework, `@${framework}/provider-aws`, "constructs", "@types/node"].map(
    (name) => `${name}@${versions[name]}`,
  );
}

/** A user's project in a folder that exists. */
export class ConsumerProject {
  constructor(
    readonly folder: string,
    private readonly framework: ProjectFramework = "cdktf",
  ) {}

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Writes a file; a program that imports CDKTF imports the project's framework instead. */
  write(file: string, text: string): void {
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), this.framework === "cdktf" ? text : withCdktn(text));
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  /** @throws Error with npm's output */
  async install(packages: readonly string[]): Promise<void> {
    if (!this.has("package.json")) this.write("package.json", '{ "name": "consumer", "private": true }\n');
    const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
    const { code, text } = await this.run("npm", "install", ...quiet, ...packages);
    if (code !== 0) throw new Error(`npm install ${packages.join(" ")}:\n${text}`);
  }

  run(command: string, ...parameters: string[]): Promise<ProgramRun> {
    return runProgram(command, parameters, {
      folder: this.folder,
      environment: { ...process.env, NO_COLOR: "1" },
    });
  }

  /** Runs a script of a package with Node.js. */
  node(script: string, ...parameters: string[]): Promise<ProgramRun> {
    const node = this.framework === "cdktn" ? process.env["NODE_22"] : undefined;
    return this.run(node ?? process.execPath, script, ...parameters);
  }

  private has(file: string): boolean {
    try {
      return this.read(file) !== "";
    } catch {
      return false;
    }
  }
}

function withCdktn(text: string): string {
  return text
    .replace(/"cdktf-dynamodb(?="|\/stacks")/g, '"cdktf-dynamodb/cdktn')
    .replace(/"cdktf"/g, '"cdktn"')
    .replace(/"@cdktf\//g, '"@cdktn/');
}
