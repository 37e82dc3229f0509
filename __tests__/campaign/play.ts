import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Contents, type ExpectedTally, expectationOf } from "./expectation";
import type { Trigger } from "./killing-proxy";
import { foreignItem, type Schedule } from "./schedule";
import { type Ended, World } from "./world";

/** What a schedule did, and what was not as it must be. */
export interface Played {
  readonly seed: number;
  /** Nothing, if all is well. */
  readonly violations: readonly string[];
  /** Processes of the runner. */
  readonly processes: number;
  readonly kills: number;
  readonly steps: readonly string[];
}

/** Processes of one command at most; each of them must come further than the one before. */
const mostAttempts = 8;

/** Plays a schedule against a DynamoDB that answers at `service`, and compares what comes out with what must. */
export async function play(schedule: Schedule, service: string): Promise<Played> {
  const world = await World.make(schedule, service);
  const player = new Player(schedule, world);
  try {
    await player.play();
  } catch (error) {
    player.violate(`the schedule could not be played: ${String((error as Error).stack)}`);
  } finally {
    await world.remove();
  }
  return player.played;
}

class Player {
  private readonly violations: string[] = [];
  private readonly steps: string[] = [];
  private processes = 0;
  private kills = 0;
  /** What others have put into the table. */
  private readonly base: Map<string, string>;

  constructor(
    private readonly schedule: Schedule,
    private readonly world: World,
  ) {
    this.base = new Map(schedule.base);
  }

  get played(): Played {
    const { violations, processes, kills, steps } = this;
    return { seed: this.schedule.seed, violations, processes, kills, steps };
  }

  violate(what: string): void {
    this.violations.push(what);
  }

  async play(): Promise<void> {
    const { finishes, verifies, backsUp, rollsBack, runsAgain } = this.schedule;
    const finished = await this.run();
    if (this.violations.length > 0) return;
    if (finishes) await this.checkRun(finished as Ended);
    if (finishes && verifies) await this.verify();
    if (backsUp) await this.backUpAndRestore(backsUp);
    if (rollsBack) await this.rollBack(rollsBack);
    if (rollsBack && runsAgain && this.violations.length === 0) await this.runAgain();
  }

  /** A new run after the rollback. Without a policy it must refuse a table that holds items of other clients. */
  private async runAgain(): Promise<void> {
    if (this.schedule.policy || this.base.size === 0) return this.checkRun(await this.toEnd(this.runLine));
    const ended = await this.command(this.runLine);
    if (ended.code !== 2 || !ended.error.includes("is not empty"))
      this.violate(`run on a table that is not empty: code ${ended.code}, expected 2: ${tail(ended)}`);
    this.compare("after a run that was refused", await this.world.contents(), this.base);
  }

  private get runLine(): string[] {
    const { policy, options } = this.schedule;
    return ["run", "--json", "@endpoint", ...options, ...(policy ? ["--on-conflict", policy] : [])];
  }

  private async run(): Promise<Ended | undefined> {
    const { runKills, foreignAt, foreignBetween, finishes } = this.schedule;
    const act = () => this.writeForeign("meanwhile");
    for (const [index, trigger] of runKills.entries()) {
      const at = index === 0 && foreignAt !== undefined ? { request: foreignAt, act } : undefined;
      const ended = await this.command(this.runLine, { trigger, at });
      if (ended.code !== -1 && ended.code !== 130) return ended;
      if (index === 0 && foreignBetween) await this.writeForeign("between");
    }
    return finishes ? this.toEnd(this.runLine) : undefined;
  }

  /** Calls a command once for each way to end it. @returns how it ended, if it came to its end before it was ended */
  private async interrupted(line: readonly string[], kills: readonly Trigger[]): Promise<Ended | undefined> {
    for (const trigger of kills) {
      const ended = await this.command(line, { trigger });
      if (ended.code !== -1 && ended.code !== 130) return ended;
    }
    return undefined;
  }

  /** Calls a command until it says that it is done, not interrupted. */
  private async toEnd(line: readonly string[], more: readonly string[] = []): Promise<Ended> {
    const ended = await this.command([...line, ...more]);
    if (ended.code !== 0 && ended.code !== 1) this.violate(`${line[0]}: code ${ended.code}: ${tail(ended)}`);
    return ended;
  }

  private async command(
    line: readonly string[],
    meanwhile: {
      trigger?: Trigger | undefined;
      at?: { request: number; act: () => Promise<void> } | undefined;
    } = {},
  ): Promise<Ended> {
    const ended = await this.world.command(line, meanwhile);
    this.processes++;
    if (meanwhile.trigger && (ended.code === -1 || ended.code === 130)) this.kills++;
    this.steps.push(
      `${line.join(" ")} → ${ended.code}${meanwhile.trigger ? ` (${meanwhile.trigger.signal})` : ""}`,
    );
    return ended;
  }

  /** Another client writes an item that the run would write, and whose key no request has named so far. */
  private async writeForeign(when: string): Promise<void> {
    const { wanted } = expectationOf(this.schedule.rows, new Map(), undefined);
    const key = [...wanted.keys()].findLast((one) => !this.world.seenKeys.has(one) && !this.base.has(one));
    if (key === undefined) return;
    const text = foreignItem(key, when);
    await this.world.put(text);
    this.base.set(key, text);
    this.steps.push(`another client writes ${key} (${when})`);
  }

  private async checkRun({ code, out, error }: Ended): Promise<void> {
    const { rows, policy } = this.schedule;
    const expected = expectationOf(rows, this.base, policy);
    const wantedCode = expected.tally.rejected > 0 ? 1 : 0;
    if (code !== wantedCode)
      return this.violate(`run: code ${code}, expected ${wantedCode}: ${tail({ code, out, error })}`);
    this.compareTally((JSON.parse(out) as { total: ExpectedTally }).total, expected.tally);
    this.compare("after run", await this.world.contents(), expected.contents);
  }

  private compareTally(got: ExpectedTally, expected: ExpectedTally): void {
    for (const name of ["rows", "read", "written", "skipped", "rejected"] as const)
      if (got[name] !== expected[name]) this.violate(`run: ${name} ${got[name]}, expected ${expected[name]}`);
  }

  private async verify(): Promise<void> {
    const { rows, policy } = this.schedule;
    const { contents, wanted } = expectationOf(rows, this.base, policy);
    const ended = await this.toEnd(["verify", "--json", "@endpoint"]);
    const { tables } = JSON.parse(ended.out) as {
      tables: { missing: number; extra: number; changed: number }[];
    };
    const counted = { missing: 0, changed: 0, extra: 0 };
    for (const [key, text] of wanted)
      if (!contents.has(key)) counted.missing++;
      else if (contents.get(key) !== text) counted.changed++;
    for (const key of contents.keys()) if (!wanted.has(key)) counted.extra++;
    for (const kind of ["missing", "changed", "extra"] as const) {
      const found = tables.reduce((sum, table) => sum + table[kind], 0);
      if (found !== counted[kind]) this.violate(`verify: ${kind} ${found}, expected ${counted[kind]}`);
    }
  }

  private async backUpAndRestore(kills: readonly Trigger[]): Promise<void> {
    const before = await this.world.contents();
    await mkdir(join(this.world.folder, "saved"), { recursive: true });
    for (const [index, trigger] of kills.entries())
      await this.command(["backup", "notes", "@endpoint", "--to", `saved/killed-${index}`], { trigger });
    await this.toEnd(["backup", "notes", "@endpoint", "--to", "saved/whole"]);
    const line = ["restore", "saved/whole", "--to", "copy", "--json", "@endpoint", ...this.schedule.options];
    const restored = await this.interrupted(line, this.schedule.restoreKills);
    if (!restored) await this.toEnd(line);
    this.compare("after restore", await this.world.contents(this.world.copy), before);
    this.compare("the table that was backed up", await this.world.contents(), before);
  }

  private async rollBack(kills: readonly Trigger[]): Promise<void> {
    const run = await this.runName();
    // Ended before it had written anything, there is nothing to roll back.
    if (run === "")
      return this.compare("after a run that left nothing", await this.world.contents(), this.base);
    const changed = await this.changeWritten();
    const line = ["rollback", run, "--yes", "--json"];
    for (const trigger of kills) {
      const ended = await this.command(line, { trigger });
      if (ended.code !== -1 && ended.code !== 130) break;
      if (this.schedule.runsAmidRollback) await this.runAmidRollback(run);
    }
    let ended = await this.command(line);
    for (let attempt = 1; ended.code === 130 && attempt < mostAttempts; attempt++)
      ended = await this.command(line);
    await this.checkRolledBack(run, ended, changed);
  }

  private async checkRolledBack(run: string, ended: Ended, changed: Contents): Promise<void> {
    const isOver = ended.code === 2 && ended.error.includes("rolled back already");
    const wanted = changed.size > 0 ? 1 : 0;
    if (ended.code !== wanted && !isOver)
      this.violate(`rollback: code ${ended.code}, expected ${wanted}: ${tail(ended)}`);
    if ((await this.stateOf(run)) !== "rolled-back")
      this.violate(`rollback: status says ${await this.stateOf(run)}`);
    this.compare("after rollback", await this.world.contents(), new Map([...this.base, ...changed]));
    for (const [key, text] of changed) this.base.set(key, text);
  }

  /** A half-done rollback must not be run over: refused, and nothing written. */
  private async runAmidRollback(run: string): Promise<void> {
    if ((await this.stateOf(run)) !== "rolling-back") return;
    const before = await this.world.contents();
    const ended = await this.command(this.runLine);
    if (ended.code !== 2) this.violate(`run amid a rollback: code ${ended.code}, expected 2: ${tail(ended)}`);
    this.compare("after run amid a rollback", await this.world.contents(), before);
  }

  /** Another client changes items that the run has written. */
  private async changeWritten(): Promise<Contents> {
    const contents = await this.world.contents();
    const { written } = expectationOf(this.schedule.rows, this.base, this.schedule.policy);
    const own = [...written].filter(
      ([key, text]) => contents.get(key) === text && this.base.get(key) !== text,
    );
    const changed = new Map<string, string>();
    for (const [key] of own.slice(0, this.schedule.changedSince)) changed.set(key, foreignItem(key, "since"));
    for (const text of changed.values()) await this.world.put(text);
    return changed;
  }

  private async runName(): Promise<string> {
    return (await this.runs()).find(({ migration }) => migration === "campaign")?.run ?? "";
  }

  private async stateOf(run: string): Promise<string | undefined> {
    return (await this.runs()).find((one) => one.run === run)?.state;
  }

  private async runs(): Promise<{ run: string; migration: string; state: string }[]> {
    const { out, error } = await this.world.command(["status", "--json"]);
    try {
      return (JSON.parse(out) as { runs: { run: string; migration: string; state: string }[] }).runs;
    } catch {
      throw new Error(`status: not JSON: ${out}${error}`);
    }
  }

  private compare(when: string, got: Contents, expected: Contents): void {
    const differing = [...new Set([...got.keys(), ...expected.keys()])].filter(
      (key) => got.get(key) !== expected.get(key),
    );
    if (differing.length === 0) return;
    const first = differing
      .slice(0, 3)
      .map((key) => `${key}: ${got.get(key) ?? "absent"}, expected ${expected.get(key) ?? "absent"}`);
    this.violate(`${when}: ${differing.length} of ${expected.size} items differ: ${first.join("; ")}`);
  }
}

function tail({ out, error }: Ended): string {
  return `${out}\n${error}`.trim().slice(-600);
}
