import * as S3 from "@aws-sdk/client-s3";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { ProcessContext } from "../../../migrations/cli/process-context";
import { S3ConditionalObjects } from "../../../migrations/objects/s3-conditional-objects";
import { emulatedS3, makeBucket } from "../../emulators/bucket";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { findMoto } from "../../emulators/moto";
import { both, describeWith } from "../../emulators/real-part";
import { seededRandom } from "../../emulators/seeded-random";
import { outcomeIn, signal, startRunner, workersOf } from "./worker-processes";
import { Workspace } from "./workspace";

const rowCount = 300;
/** Runs whose processes are killed and frozen; a campaign has hundreds. */
const rounds = Number(process.env["WORKERS_ROUNDS"] ?? 1);
const firstSeed = Number(process.env["WORKERS_SEED"] ?? 1);
const leaseSeconds = 3;
/** Processes that are killed or frozen in each attempt to finish a run. */
const disturbances = rounds > 1 ? 6 : 3;

vi.setConfig({ testTimeout: 180_000 * rounds, hookTimeout: 120_000 });

const migration = `
name: shop
source: { jsonl: . }
entities:
  note: { from: { file: notes.jsonl }, to: notes }
`;

/** Rows of about 1 KB with keys that are repeated far away, and rows that are rejected. */
function notes(): string {
  const lines = Array.from({ length: rowCount }, (_, index) => {
    if (index % 70 === 69) return `{"id": ${index}}`;
    if (index % 40 === 30) return `{"id": "n${(index * 37) % rowCount}", "rank": ${index}, "title": "again"}`;
    return JSON.stringify({ id: `n${index}`, rank: index, title: "ünïcode ".repeat(90) });
  });
  return `${lines.join("\n")}\n`;
}

const slowly = ["--batch-size", "5", "--concurrency", "2"];

describeWith(
  "a run whose state is in S3",
  () => both(findDynalite(), findMoto()),
  ({ first: dynalite, second: moto }) => {
    let emulator: RunningEmulator;
    let s3: RunningEmulator;
    let slow: FaultProxy;
    let shop: Workspace;
    let expected: Awaited<ReturnType<typeof facts>>;
    let locations = 0;
    let location = "";

    beforeAll(async () => {
      [emulator, s3] = await Promise.all([dynalite.start(), moto.start()]);
      slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs: 40 });
      shop = await Workspace.make(slow.endpoint);
      await shop.makeTables();
      await makeBucket(s3.endpoint, "runs");
      await shop.file("migration.yaml", migration);
      await shop.file("notes.jsonl", notes());
      expect((await shop.command("run --json")).code).toBe(1);
      expected = await facts();
    });
    afterAll(async () => {
      await shop.remove();
      await slow.close();
      await Promise.all([emulator.stop(), s3.stop()]);
    });
    beforeEach(startOver);

    async function startOver(): Promise<void> {
      await shop.clear();
      location = `s3://runs/shop-${++locations}`;
    }

    const environment = (): Record<string, string> => ({
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      DYNAMODB_MIGRATE_LEASE_SECONDS: String(leaseSeconds),
    });
    /** A command on a machine that has nothing of the run. */
    const elsewhere = async (line: string) => {
      await rm(join(shop.folder, ".dynamodb-migrate"), { recursive: true, force: true });
      return shop.command(line, { ...terminal, env: environment() });
    };

    /** What a run leaves: items, tallies, rejects. */
    async function facts() {
      const runs = join(shop.folder, ".dynamodb-migrate");
      // A process that is killed before its first checkpoint leaves a folder that is no run.
      const names = (await readdir(runs)).filter((name) => name.startsWith("shop-")).toSorted();
      const folder = join(runs, names.at(-1) ?? "");
      return { ...(await outcomeIn(folder)), items: await shop.items("notes") };
    }

    function start(...line: string[]) {
      return startRunner(shop.folder, line, environment());
    }

    const startRun = (workers: number, options = slowly) => {
      const where = ["--endpoint", shop.endpoint, "--location", location];
      return start("run", ...where, "--workers", String(workers), ...options);
    };

    it("has the outcome of one process though workers and the run are killed and frozen, and is read, verified and rolled back elsewhere", async () => {
      for (let round = 0; round < rounds; round++) {
        const seed = firstSeed + round;
        if (round > 0) await startOver();
        await disturbedRun(seededRandom(seed));
        expect({ seed, ...(await facts()) }).toEqual({ seed, ...expected });
        const verified = await elsewhere(`verify ${location} --json`);
        expect(JSON.parse(verified.out)).toMatchObject({ same: true });
        const reported = await elsewhere(`report ${location} --json`);
        expect(JSON.parse(reported.out)).toMatchObject({ state: "finished" });
        const rolledBack = await elsewhere(`rollback ${location} --yes --json`);
        expect(JSON.parse(rolledBack.out)).toMatchObject({ restored: 0, kept: 0, complete: true });
        expect(await shop.items("notes")).toEqual([]);
      }
    });

    /** Kills and freezes workers and their parent at random moments until the run has finished. */
    async function disturbedRun(random: () => number): Promise<void> {
      for (let attempt = 0; attempt < 20; attempt++) {
        const { child, ended } = startRun(2 + Math.floor(2 * random()), attempt > 1 ? [] : slowly);
        let isOver = false;
        void ended.then(() => (isOver = true));
        const frozen = new Set<number>();
        for (let step = 0; !isOver; step++) {
          await sleep(300 + 1200 * random());
          const pids = await workersOf(child.pid ?? 0);
          const victim = pids[Math.floor(random() * pids.length)];
          const isCalm = attempt > 1 || step >= disturbances;
          if (!isCalm && random() < 0.2) signal(child.pid ?? 0, "SIGKILL");
          else if (!isCalm && victim !== undefined && random() < 0.4) signal(victim, "SIGKILL");
          else if (!isCalm && victim !== undefined) {
            signal(victim, "SIGSTOP");
            frozen.add(victim);
            void sleep(leaseSeconds * 1000 * 2 * random()).then(() => signal(victim, "SIGCONT"));
          }
        }
        // Workers of a killed run do not outlive it, unless they stand still.
        frozen.forEach((pid) => signal(pid, "SIGCONT"));
        const { code, lines } = await ended;
        if (code === 1) return;
        if (code !== null && code !== 137 && code !== 130 && code !== 3)
          throw new Error(`${code}: ${lines.join("\n")}`);
      }
      throw new Error("the run did not finish");
    }

    it("is moved by workers that are started on other machines, and stops and resumes by its location", async () => {
      const run = startRun(1);
      await expect
        .poll(async () => (await shop.items("notes")).length, { timeout: 60_000, interval: 500 })
        .toBeGreaterThan(10);
      const worker = start("work", location, "--index", "1", "--run-folder", ".another-machine");
      await expect
        .poll(async () => (await shop.items("notes")).length, { timeout: 60_000, interval: 500 })
        .toBeGreaterThan(40);
      expect((await shop.command(`stop ${location}`, { env: environment() })).code).toBe(0);
      expect([(await run.ended).code, (await worker.ended).code]).toEqual([130, 130]);
      expect((await elsewhere(`status ${location}`)).error[0]).toMatch(/^\d of 4 shards finished$/);
      const resumed = startRun(2, []);
      const { code, lines } = await resumed.ended;
      expect({ code, lines: lines.slice(0, 1) }).toEqual({
        code: 1,
        lines: [expect.stringMatching(/^Resuming run shop-\d+-\d+: /)],
      });
      expect(await facts()).toEqual(expected);
      expect((await elsewhere(`work ${location}`)).code).toBe(0);
      const verified = await start("verify", location, "--workers", "2").ended;
      expect({ code: verified.code, lines: verified.lines.join("\n") }).toMatchObject({
        code: 1,
        lines: expect.stringMatching(/Every item arrived; 8 rows were rejected: 292 items match/) as string,
      });
      const again = await elsewhere(`run --location ${location} --workers 2`);
      expect(again).toMatchObject({ code: 1, error: [expect.stringMatching(/already finished/)] });
    });

    it("is rolled back elsewhere before its shards are joined, and is then closed", async () => {
      const run = startRun(2);
      await expect
        .poll(async () => (await shop.items("notes")).length, { timeout: 60_000, interval: 500 })
        .toBeGreaterThan(20);
      run.child.kill("SIGINT");
      expect((await run.ended).code).toBe(130);
      const rolledBack = await elsewhere(`rollback ${location} --yes --json`);
      expect(JSON.parse(rolledBack.out)).toMatchObject({ restored: 0, kept: 0, complete: true });
      expect(await shop.items("notes")).toEqual([]);
      expect((await elsewhere(`work ${location}`)).code).toBe(0);
      expect(await shop.items("notes")).toEqual([]);
      expect(await elsewhere(`run --location ${location} --workers 2`)).toMatchObject({
        code: 2,
        errorCode: "run-over",
      });
    });

    it.each([
      ["run --location s3://runs/a", "options-conflict"],
      ["run --location s3://runs/a --workers 2 --dry-run", "options-conflict"],
      ["run --location ./here --workers 2", "s3-location-invalid"],
      ["work s3://runs/nothing", "manifest-missing"],
      ["rollback s3://runs/nothing --yes", "manifest-missing"],
      ["verify s3://runs/nothing", "manifest-missing"],
      ["report s3://runs/nothing", "manifest-missing"],
      ["status s3://runs/nothing", "manifest-missing"],
      ["stop s3://runs/nothing?profile=a", "s3-location-invalid"],
    ])("%s is refused with %s", async (line, code) => {
      const refused = await shop.command(line, { ...terminal, env: environment() });
      expect(refused).toMatchObject({ code: 2, errorCode: code });
    });

    it("is written on conditions, which S3 decides", async () => {
      const client = emulatedS3(s3.endpoint);
      const objects = new S3ConditionalObjects({ module: S3, client, random: () => 0 }, "runs", "conditions");
      const first = await objects.write("leases/1", "a");
      expect(await objects.write("leases/1", "b")).toBeUndefined();
      expect(await objects.write("leases/1", "a")).toBe(first);
      const second = await objects.write("leases/1", "c", first);
      expect(second).not.toBe(first);
      expect(await objects.write("leases/1", "d", first)).toBeUndefined();
      expect(await objects.write("leases/1", "c", first)).toBe(second);
      expect(await objects.write("leases/2", "e", second)).toBeUndefined();
      expect((await objects.read("leases/1"))?.body.toString()).toBe("c");
      expect(await objects.read("leases/2")).toBeUndefined();
      expect(await objects.list("leases/")).toMatchObject([{ name: "leases/1", version: second, size: 1 }]);
      await objects.remove(["leases/1", "leases/2"]);
      expect(await objects.list("")).toEqual([]);
      const missing = new S3ConditionalObjects({ module: S3, client, random: () => 0 }, "no-such-bucket", "");
      await expect(missing.read("a")).rejects.toMatchObject({ code: "location-unreachable" });
      client.destroy();
    });
  },
);

/** A process whose timers run, and that could start workers. */
const terminal: Partial<ProcessContext> = {
  every: (ms, step) => {
    const timer = setInterval(step, ms).unref();
    return () => clearInterval(timer);
  },
  startWorker: () => ({ pid: 1, send: () => undefined, kill: () => undefined }),
};
