import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "vitest";
import type { ProgramRun } from "../emulators/program";
import { runner } from "../emulators/runner";
import { RunningProgram } from "../emulators/running-program";
import { ExampleProject, repository } from "./example-project";
import { sectionCommands } from "./readme-section";

/** An example that is migrated while it is written to, by the commands of its README. */
export class LiveExample extends ExampleProject {
  private readonly typed: string[] = [];
  private readonly running: RunningProgram[] = [];

  constructor(
    private readonly name: string,
    private readonly variables: NodeJS.ProcessEnv,
  ) {
    super(name, variables);
    cpSync(join(this.example, "migration.yaml"), this.path("migration.yaml"));
    for (const shared of ["examples", "node_modules"])
      symlinkSync(join(repository, shared), this.path(shared));
  }

  /** Runs a command of the README to its end, with success. */
  async done(line: string): Promise<ProgramRun> {
    const run = await this.run(...this.programOf(line));
    expect(run.code, `${line}\n${run.text}`).toBe(0);
    return run;
  }

  /** Compares while both sides are written to: items that are written all the time may stay undecided, exit code 1. */
  async compareLive(line: string): Promise<void> {
    const { code, text } = await this.run(...this.programOf(line));
    const isUndecided = text.includes("No difference is confirmed");
    expect(text).toMatch(/items match|No difference is confirmed/);
    expect(code, text).toBe(isUndecided ? 1 : 0);
  }

  /** Starts a command of the README that runs until it is ended. */
  start(line: string): RunningProgram {
    const settings = { folder: this.folder, environment: this.variables };
    const program = RunningProgram.start(this.programOf(line), settings);
    this.running.push(program);
    return program;
  }

  /**
   * Moves the data by the commands of the README while a command writes to it: the run is killed while it follows, and
   * followed again. Returns when the writer has ended and its last change has arrived.
   *
   * @param command of the README that writes until it is ended
   * @returns a client of the tables
   */
  async moveUnderTraffic(command: string, region: string): Promise<DynamoDBClient> {
    const traffic = this.start(command);
    await traffic.said("100 actions done");
    await this.done("npx dynamodb-migrate local up");
    const run = this.start("npx dynamodb-migrate run --local --follow");
    await run.said("Following run");
    await run.end("SIGKILL");
    const follow = this.start("npx dynamodb-migrate follow --local");
    await follow.said("Following run");
    await this.done("npx dynamodb-migrate follow status --local");
    await this.compareLive("npx dynamodb-migrate verify --local --live");
    expect(await traffic.end("SIGINT"), traffic.text).toBe(0);
    const stopped = performance.now();
    expect(await follow.end("SIGINT"), follow.text).toBe(130);
    await this.done("npx dynamodb-migrate follow --local --until caught-up");
    console.log(`caught up ${((performance.now() - stopped) / 1000).toFixed(1)} s after the last write`);
    console.log(traffic.text);
    return this.tables(region);
  }

  /** A client of the embedded DynamoDB. */
  private tables(region: string): DynamoDBClient {
    const state = readFileSync(this.path(".dynamodb-migrate", "local.json"), "utf8");
    const { endpoint } = JSON.parse(state) as { endpoint: string };
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    return new DynamoDBClient({ region, endpoint, credentials });
  }

  /** Commands of a section of the README that were not run, or not in its order. */
  left(heading: string): string[] {
    const commands = sectionCommands(this.name, heading);
    return commands.filter((line, index) => this.typed[index] !== line);
  }

  async close(): Promise<void> {
    for (const program of this.running) await program.end("SIGKILL");
    await this.run(...runner("local", "down"));
    this.remove();
  }

  private programOf(line: string): [string, ...string[]] {
    this.typed.push(line);
    const [npx, program, ...parameters] = line.split(" ");
    if (npx === "npx" && program === "dynamodb-migrate") return runner(...parameters);
    // Without tsx's own process, which kills a program that takes more than some milliseconds to take note of a signal.
    if (npx === "npx" && program === "tsx") return [process.execPath, "--import", "tsx", ...parameters];
    throw new Error(`no README of an example should have ${line}`);
  }
}
