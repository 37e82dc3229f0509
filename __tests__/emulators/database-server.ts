import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RealPart } from "./real-part";

/** A database that runs in a process of its own on a free loopback port, with nothing in it. */
export interface RunningDatabase {
  /** With a user who may do everything, and its password. */
  readonly url: string;
  /** Runs statements one by one. */
  query(...statements: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface DatabaseServer {
  /**
   * @param certificate with which connections are encrypted. @default they are not
   * @param hasLog whether its changes can be followed. @default false
   * @param settings parameters of the server's program, such as `--binlog-do-db=other`. @default none
   */
  start(
    certificate?: ServerCertificate,
    hasLog?: boolean,
    settings?: readonly string[],
  ): Promise<RunningDatabase>;
}

/** In PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

export type FoundDatabase = Promise<RealPart<DatabaseServer>>;

/** Whom a server is run as; `undefined` is oneself. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** A folder of a server's own, which belongs to the user who runs it. */
export async function dataFolder(prefix: string, user: ServerUser | undefined): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix));
  if (user) await chown(folder, user.uid, user.gid);
  return folder;
}

/** Where a server finds its certificate and its key, which nobody else may read. */
export async function certificateFiles(
  { certificate, key }: ServerCertificate,
  folder: string,
  user: ServerUser | undefined,
): Promise<{ readonly certificate: string; readonly key: string }> {
  const files = { certificate: join(folder, "server.pem"), key: join(folder, "server.key") };
  await writeFile(files.certificate, certificate, { mode: 0o600 });
  await writeFile(files.key, key, { mode: 0o600 });
  if (user) for (const file of Object.values(files)) await chown(file, user.uid, user.gid);
  return files;
}

/** A database's process and its folder, for the length of a test. */
export class DatabaseProcess {
  private readonly child: ChildProcess;
  private log = "";

  constructor(
    command: string,
    parameters: readonly string[],
    private readonly folder: string,
    user: ServerUser | undefined,
  ) {
    this.child = spawn(command, parameters, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], ...user });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.log = (this.log + chunk.toString()).slice(-4_000)));
    this.child.on("error", (error) => (this.log += error.message));
  }

  /** Waits until `connect` succeeds. @throws Error with the server's log where it does not */
  async ready<Connection>(connect: () => Promise<Connection>, timeoutMs = 60_000): Promise<Connection> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      try {
        return await connect();
      } catch (cause) {
        if (Date.now() < deadline && !this.hasEnded()) {
          await sleep(100);
          continue;
        }
        await this.stop("SIGKILL");
        throw new Error(`the database does not answer. Its log:\n${this.log}`, { cause });
      }
    }
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    if (!this.hasEnded() && this.child.pid !== undefined) {
      const exit = once(this.child, "exit");
      this.child.kill(signal);
      const forced = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
      await exit;
      clearTimeout(forced);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}

/** Runs a program of a database to its end. @throws Error with what it printed where it fails */
export async function completed(
  command: string,
  parameters: readonly string[],
  folder: string,
  user: ServerUser | undefined,
): Promise<void> {
  const child = spawn(command, parameters, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], ...user });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${log}`);
}
