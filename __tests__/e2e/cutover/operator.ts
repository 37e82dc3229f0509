import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { main } from "../../../migrations/cli/main";
import { startOf, thisProcess } from "../../../migrations/cli/wiring/machine";

/** What a command printed on standard error, and its exit code. */
export interface Printed {
  readonly code: number;
  readonly text: string;
}

const attempts = 20;

/** A person who calls `dynamodb-migrate` in a folder; it runs in this process. */
export class Operator {
  /** Milliseconds for which each flip stopped writes. */
  readonly stops: number[] = [];
  /** What was called: when, how it ended, and what a call that did not succeed printed. */
  readonly calls: string[] = [];

  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  async call(line: string): Promise<Printed> {
    const lines: string[] = [];
    const at = new Date().toISOString();
    const { signal } = new AbortController();
    const code = await main(line.split(" "), "1.2.3", {
      ...{ env: this.env, cwd: this.folder, pid: process.pid, identity: thisProcess(process.pid) },
      ...{ error: (text) => void lines.push(text), out: (text) => void lines.push(text), signal },
      ...{ readInput: () => Promise.resolve(""), now: () => new Date(), monotonic: () => performance.now() },
      ...{ every: () => () => {}, atExit: () => () => {}, random: Math.random, isAlive, startOf },
    });
    const text = lines.join("\n");
    this.calls.push(`${at} – ${new Date().toISOString()} ${line}: ${code}${code === 0 ? "" : `\n${text}`}`);
    return { code, text };
  }

  /** Calls a command until it succeeds: a busy machine is late, and so is a process that was just killed. */
  async done(line: string): Promise<string> {
    const refusals: string[] = [];
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { code, text } = await this.call(line);
      const [, stopped] = /Writes were stopped for (\d+) ms/.exec(text) ?? [];
      if (code === 0) {
        if (stopped !== undefined) this.stops.push(Number(stopped));
        return text;
      }
      if (text.includes("Code: command-line-invalid")) throw new Error(text);
      refusals.push(text);
      await sleep(500);
    }
    throw new Error(`dynamodb-migrate ${line} does not succeed:\n${refusals.slice(-2).join("\n---\n")}`);
  }

  /** Calls a command that must be refused, with exit code 1. */
  async refused(line: string, why: RegExp): Promise<void> {
    const { code, text } = await this.call(line);
    expect(text).toMatch(why);
    expect(code, text).toBe(1);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
