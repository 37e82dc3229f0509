import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { emulatedS3, makeBucket } from "../../emulators/bucket";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { findMoto } from "../../emulators/moto";
import { both, describeWith } from "../../emulators/real-part";
import { seededRandom } from "../../emulators/seeded-random";
import { S3ConditionalObjects } from "../../../migrations/objects/s3-conditional-objects";
import * as S3 from "@aws-sdk/client-s3";
import { outcomeIn, signal, startRunner, workersOf } from "./worker-processes";
import { Workspace } from "./workspace";

/** Rows of the last of four shards: two windows of writes take 4000 of them in, and those after them can be split off. */
const rowCount = 8000;
const rowBytes = 500;
/** Of the other shards, which are moved at once. */
const longRowBytes = 75_000;
/** Runs that are killed; a campaign has hundreds. */
const rounds = Number(process.env["WORKERS_ROUNDS"] ?? 1);
const firstSeed = Number(process.env["WORKERS_SEED"] ?? 1);
const leaseSeconds = 3;

vi.setConfig({ testTimeout: 240_000 * rounds, hookTimeout: 180_000 });

const migration = `
name: shop
source: { jsonl: . }
entities:
  note: { from: { file: notes.jsonl }, to: notes, where: "\${row.rank != 0}" }
`;

/** Few long rows, which are rejected or excluded, then as many bytes of short ones, some with keys of rows before them. */
function notes(): string {
  const long = Array.from({ length: (3 * rowCount * rowBytes) / longRowBytes }, (_, index) => {
    const padding = " ".repeat(longRowBytes - 40);
    return index % 10 === 9
      ? `{"id": ${index},${padding}"rank": 1}`
      : `{"id": "n${index}",${padding}"rank": 0}`;
  });
  const short = Array.from({ length: rowCount }, (_, index) => {
    const padding = " ".repeat(rowBytes - 40);
    if (index % 700 === 699) return `{"id": ${index},${padding}"rank": 1}`;
    if (index % 400 === 330) return `{"id": "n${(index * 37) % rowCount}",${padding}"rank": ${index}}`;
    return `{"id": "n${index}",${padding}"rank": ${index + 1}}`;
  });
  return `${[...long, ...short].join("\n")}\n`;
}

describeWith(
  "a run whose shards are split for idle workers",
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
      shop = await Workspace.make(emulator.endpoint);
      await shop.makeTables();
      await makeBucket(s3.endpoint, "runs");
      await shop.file("migration.yaml", migration);
      await shop.file("notes.jsonl", notes());
      expect((await start("run").ended).code).toBe(1);
      expected = await facts();
    });
    afterAll(async () => {
      await shop.remove();
      await slow.close();
      await Promise.all([emulator.stop(), s3.stop()]);
    });

    const environment = (): Record<string, string> => ({
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      DYNAMODB_MIGRATE_LEASE_SECONDS: String(leaseSeconds),
      DYNAMODB_MIGRATE_SPLIT_SECONDS: "0",
    });

    function start(...line: string[]) {
      const isNamed = line[0] === "rollback" || line.includes("--endpoint");
      const where = isNamed ? [] : ["--endpoint", shop.endpoint];
      return startRunner(shop.folder, [...line, ...where], environment());
    }

    async function runFolder(): Promise<string> {
      const runs = join(shop.folder, ".dynamodb-migrate");
      const names = (await readdir(runs)).filter((name) => name.startsWith("shop-")).toSorted();
      return join(runs, names.at(-1) ?? "");
    }

    /** What a run leaves: items, tallies, rejects. */
    async function facts() {
      const verified = await start("verify", "--json").ended;
      return { ...(await outcomeIn(await runFolder())), verified: verified.code };
    }

    /** The children of shards, in the folder of a run. */
    async function childrenHere(): Promise<string[]> {
      const folder = await runFolder().catch(() => "");
      const names = await readdir(join(folder, "shards")).catch(() => []);
      const found: string[] = [];
      for (const name of names)
        if (await stat(join(folder, "shards", name, "split.json")).catch(() => undefined)) found.push(name);
      return found;
    }

    /** The names of objects of the run in S3. */
    async function objectsThere(start: string): Promise<string[]> {
      const client = emulatedS3(s3.endpoint);
      const prefix = location.replace("s3://runs/", "");
      const objects = new S3ConditionalObjects({ module: S3, client, random: () => 0 }, "runs", prefix);
      const listed = await objects.list(start);
      client.destroy();
      return listed.map(({ name }) => name);
    }

    /** Whether the shards of the run are known. */
    async function hasStarted(isShared: boolean): Promise<boolean> {
      if (isShared) return (await objectsThere("manifest")).length > 0;
      const folder = await runFolder().catch(() => "");
      return (await stat(join(folder, "manifest.json")).catch(() => undefined)) !== undefined;
    }

    /**
     * Starts with few shards and resumes with more workers than that, while processes are killed, and frozen in a shared run.
     * @returns how many splits were seen
     */
    async function disturbedRun(random: () => number, isShared: boolean): Promise<number> {
      const where = isShared ? ["--location", location] : [];
      const seen = new Set<string>();
      for (let attempt = 0; attempt < 20; attempt++) {
        const workers = attempt === 0 ? 1 : 3 + Math.floor(2 * random());
        const slowly = ["--endpoint", slow.endpoint, "--concurrency", "1"];
        const { child, ended } = start("run", "--workers", String(workers), ...where, ...slowly);
        let isOver = false;
        void ended.then(() => (isOver = true));
        const frozen = new Set<number>();
        while (!isOver) {
          await sleep(attempt === 0 ? 20 : 100 + 400 * random());
          for (const id of await (isShared ? objectsThere("splits/") : childrenHere())) seen.add(id);
          const pids = await workersOf(child.pid ?? 0);
          const victim = pids[Math.floor(random() * pids.length)];
          // Only a shard that nobody has worked on is split: the last one must not have started.
          if (attempt === 0 && (await hasStarted(isShared))) child.kill("SIGINT");
          if (attempt === 0 || attempt > 3 || victim === undefined || random() < 0.7) continue;
          if (random() < 0.15) signal(child.pid ?? 0, "SIGKILL");
          else if (!isShared || random() < 0.5) signal(victim, "SIGKILL");
          else {
            signal(victim, "SIGSTOP");
            frozen.add(victim);
            void sleep(leaseSeconds * 1000 * 2 * random()).then(() => signal(victim, "SIGCONT"));
          }
        }
        frozen.forEach((pid) => signal(pid, "SIGCONT"));
        const { code, lines } = await ended;
        if (code === 1) return seen.size;
        if (code !== null && code !== 137 && code !== 130 && code !== 3)
          throw new Error(`${code}: ${lines.join("\n")}`);
      }
      throw new Error("the run did not finish");
    }

    it.each([
      ["in its folder", false],
      ["in S3", true],
    ] as const)(
      "has the outcome of one process though processes are killed, with its state %s",
      async (_where, isShared) => {
        let splits = 0;
        for (let round = 0; round < rounds; round++) {
          const seed = firstSeed + round;
          await shop.clear();
          location = `s3://runs/shop-${++locations}`;
          splits += await disturbedRun(seededRandom(seed), isShared);
          expect({ seed, ...(await facts()) }).toEqual({ seed, ...expected });
          const rolledBack = await start("rollback", ...(isShared ? [location] : []), "--yes").ended;
          const left = (await shop.items("notes")).length;
          expect({ seed, code: rolledBack.code, left }).toEqual({ seed, code: 0, left: 0 });
        }
        console.log(`workers: ${splits} splits were seen in ${rounds === 1 ? "1 run" : `${rounds} runs`}`);
      },
    );
  },
);
