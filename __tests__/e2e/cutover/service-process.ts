import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { choosePort } from "../../../migrations/local/free-port";
import { endProcess } from "../../emulators/end-process";

const repository = join(__dirname, "../../..");

/** A service of an example, which a test can kill and start again on the same port. */
export class ServiceProcess {
  private child: ChildProcess | undefined;
  private log = "";

  private constructor(
    private readonly file: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly port: number,
    private readonly node: string,
    private readonly healthPath: string,
  ) {}

  /**
   * @param file the absolute path of compiled JavaScript; see `bundledExample`
   * @param node the program. @default this one
   */
  static async start(
    file: string,
    environment: NodeJS.ProcessEnv,
    healthPath: string,
    node = process.execPath,
  ): Promise<ServiceProcess> {
    const service = new ServiceProcess(file, environment, await choosePort(undefined), node, healthPath);
    await service.run();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Kills it, without a chance to tidy up, and starts it again. @returns the process id of the killed one */
  async killAndRestart(): Promise<number | undefined> {
    const { child } = this;
    if (!child) return undefined;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    await this.run();
    return child.pid;
  }

  async stop(): Promise<void> {
    if (this.child) await endProcess(this.child);
  }

  private async run(): Promise<void> {
    const child = spawn(this.node, [this.file], {
      cwd: repository,
      env: { ...process.env, ...this.environment, PORT: String(this.port) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (this.log = (this.log + chunk.toString()).slice(-8000)));
    const deadline = performance.now() + 120_000;
    while (!(await this.isHealthy())) {
      if (child.exitCode !== null || performance.now() > deadline)
        throw new Error(`${this.file} does not start. Its log:\n${this.log}`);
      await sleep(50);
    }
  }

  private isHealthy(): Promise<boolean> {
    return fetch(`${this.url}${this.healthPath}`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
