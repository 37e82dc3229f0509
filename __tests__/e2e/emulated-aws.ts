import { expect, vi } from "vitest";
import type { Emulator, RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import { type MotoProxy, startMotoProxy } from "../emulators/moto-proxy/moto-proxy";
import type { ProgramRun } from "../emulators/program";
import { both, describeWith } from "../emulators/real-part";
import type { SharedProvider } from "../emulators/shared-provider/shared-provider";
import { awsProviderVersion, findTerraform, type Terraform } from "../emulators/terraform";
import { type ExampleProject, programs } from "./example-project";
import { tellingLines } from "./terraform-lines";

interface Parts {
  readonly first: Emulator;
  readonly second: Terraform;
}

/** A suite that needs Terraform, the real provider and an emulated AWS. */
export function describeWithAws(title: string, body: (parts: Parts) => void): void {
  // Most steps take seconds, and some of them minutes on a busy machine.
  const maxWaitMs = 15 * 60_000;
  vi.setConfig({ testTimeout: maxWaitMs, hookTimeout: maxWaitMs });
  describeWith(title, () => both(findMoto(), findTerraform()), body);
}

/** An emulated AWS for one suite, and a project whose stacks Terraform applies to it. */
export class EmulatedAws<Project extends ExampleProject> {
  private constructor(
    readonly project: Project,
    private readonly terraform: Terraform,
    private readonly provider: SharedProvider,
    private readonly moto: RunningEmulator,
    readonly proxy: MotoProxy,
  ) {}

  /** Starts an AWS, and makes a project whose provider connects to it. */
  static async start<Project extends ExampleProject>(
    { first: motoServer, second: terraform }: Parts,
    makeProject: (environment: NodeJS.ProcessEnv, endpoint: string) => Project,
  ): Promise<EmulatedAws<Project>> {
    const moto = await motoServer.start();
    const proxy = await startMotoProxy(moto.endpoint);
    const provider = await terraform.startProvider();
    const project = makeProject(terraform.environment, proxy.endpoint);
    project.set(["provider"], { version: awsProviderVersion, endpoint: proxy.endpoint });
    return new EmulatedAws(project, terraform, provider, moto, proxy);
  }

  /** The endpoint of moto itself, for changes outside of Terraform. */
  get endpoint(): string {
    return this.moto.endpoint;
  }

  async close(): Promise<void> {
    await this.provider.stop();
    await this.proxy.close();
    await this.moto.stop();
    await this.project.stop();
    this.project.remove();
  }

  /** Writes the Terraform of the project's tables.yaml. */
  async synth(): Promise<void> {
    const run = await this.project.resynth();
    expect(run.code, ending(run)).toBe(0);
  }

  /** `cdktf deploy` of stacks, in their order, with the same provider. */
  async deploy(stacks: readonly string[], ...parameters: string[]): Promise<ProgramRun> {
    const { environment } = this.provider;
    const deploy = ["deploy", ...stacks, "--auto-approve", "--skip-provider-lock", ...parameters];
    const run = await this.project.runWith(environment, programs.cdktf, ...deploy);
    show("cdktf deploy", run);
    return run;
  }

  async init(...stacks: readonly string[]): Promise<void> {
    for (const stack of stacks) await this.succeeded(stack, "init");
  }

  /** Applies a stack. Returns Terraform's output. */
  apply(stack: string): Promise<string> {
    return this.succeeded(stack, "apply", "-auto-approve");
  }

  /** Synthesizes tables.yaml and applies a stack. */
  async reapply(stack: string): Promise<string> {
    await this.synth();
    return this.apply(stack);
  }

  plan(stack: string): Promise<string> {
    return this.succeeded(stack, "plan");
  }

  /** Plans a stack; a plan with changes fails. */
  unchanged(stack: string): Promise<string> {
    return this.succeeded(stack, "plan", "-detailed-exitcode");
  }

  destroy(stack: string): Promise<string> {
    return this.succeeded(stack, "destroy", "-auto-approve");
  }

  /** Runs `terraform <command>` in a stack's folder, and prints the result. */
  async run(stack: string, ...parameters: string[]): Promise<ProgramRun> {
    const run = await this.terraform.run(this.provider, this.project.stackFolder(stack), ...parameters);
    show(`terraform ${parameters.join(" ")} in ${stack}`, run);
    return run;
  }

  private async succeeded(stack: string, ...parameters: string[]): Promise<string> {
    const run = await this.run(stack, ...parameters);
    expect(run.code, ending(run)).toBe(0);
    return run.text;
  }
}

/** Prints the output of a program for the log of the tests. */
export function show(
  what: string,
  { seconds, text, code }: ProgramRun,
  lines = tellingLines(text).slice(-12),
): void {
  console.log([`${what}: exit code ${code} after ${seconds.toFixed(1)} s`, ...lines].join("\n    "));
}

/** The end of the output of a failed program. */
export function ending({ text }: ProgramRun): string {
  return text.slice(-2_000);
}
