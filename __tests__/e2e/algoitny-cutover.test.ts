import { randomInt } from "node:crypto";
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Pool } from "mysql2/promise";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFailed, vi } from "vitest";
import { DynamoDbControl } from "../../cutover/control/dynamodb-control";
import { settledMilliseconds } from "../../cutover/late-writes";
import type { RunningDatabase } from "../emulators/database-server";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { findMariaDb } from "../emulators/mariadb";
import { both, describeWith } from "../emulators/real-part";
import { runner } from "../emulators/runner";
import { RunningProgram } from "../emulators/running-program";
import { AlgoitnyLoad } from "./cutover/algoitny-load";
import { itemsInAlgoitny, rowsInMysql } from "./cutover/algoitny-states";
import { bundledExample } from "./cutover/bundled-example";
import { CutoverEnvironment } from "./cutover/cutover-environment";
import { outputsOf } from "./cutover/example-tables";
import { Operator } from "./cutover/operator";
import { ServiceProcess } from "./cutover/service-process";
import { differences } from "./cutover/stored-states";
import { repository } from "./example-project";

/** Rounds to DynamoDB and back; by hand, more of them. */
const rounds = Number(process.env["ALGOITNY_CUTOVER_ROUNDS"] ?? 1);
/** Those that are flipped. `follow` carries all of them over. */
const entities =
  rounds > 1 ? ["users", "problems", "history", "usage", "limits"] : ["users", "problems", "limits"];
const example = join(repository, "examples", "algoitny");
const outputs = outputsOf({
  main: {
    ...{ name: "algoitny_main", partitionKey: "PK", sortKey: "SK", ttl: "ttl" },
    indexes: {
      GSI1: { partitionKey: "GSI1PK", sortKey: "GSI1SK" },
      GSI2: { partitionKey: "GSI2PK", sortKey: "GSI2SK" },
    },
  },
});

describeWith(
  "AlgoItny's repositories, from MariaDB in follow mode",
  () => both(findMariaDb(), findDynamoDbLocal()),
  ({ first: mariaDb, second: dynamoDbLocal }) => {
    let database: RunningDatabase;
    let pool: Pool;
    let site: CutoverEnvironment;
    let operator: Operator;
    let follow: RunningProgram;
    let environment: NodeJS.ProcessEnv;
    const services: ServiceProcess[] = [];
    let load: AlgoitnyLoad;

    beforeAll(async () => {
      [database, site] = await Promise.all([
        mariaDb.start(undefined, true),
        CutoverEnvironment.start(dynamoDbLocal, outputs),
      ]);
      await database.query("CREATE DATABASE algoitny", "USE algoitny");
      for (const file of ["mysql/algoitny.sql", "repositories/rate-limits.sql"])
        await database.query(...statementsOf(readFileSync(join(example, file), "utf8")));
      const url = database.url.replace(/shop$/, "algoitny");
      pool = createPool({ uri: url, jsonStrings: true });
      const outputsFile = join(site.folder, "outputs.json");
      const own = { ...site.variables, ALGOITNY_MYSQL_URL: url, ALGOITNY_OUTPUTS: outputsFile };
      // The stores of --stores are opened in this process.
      for (const [name, value] of Object.entries(own)) vi.stubEnv(name, value);
      environment = { ...process.env };
      copyFileSync(join(example, "cutover.yaml"), join(site.folder, "cutover.yaml"));
      symlinkSync(join(repository, "node_modules"), join(site.folder, "node_modules"));
      await bundledExample(
        "examples/algoitny/service/stores.ts",
        ["examples/algoitny/cutover.yaml"],
        programs(),
      );
      // Compiling it for each command takes seconds: it is compiled once.
      const compiled = createRequire(__filename)(join(programs(), "service/stores.js")) as {
        default: unknown;
      };
      Object.assign(globalThis, { algoitnyStores: compiled.default });
      writeFileSync(join(site.folder, "stores.cjs"), "module.exports = () => globalThis.algoitnyStores();");
      operator = new Operator(site.folder, environment);
    });

    // What is slow or stuck is in what the commands and follow have printed.
    beforeEach(() => {
      onTestFailed(() => {
        console.log([...(operator?.calls ?? []), follow?.text ?? ""].join("\n"));
      });
    });

    afterAll(async () => {
      await load?.stop();
      await follow?.end("SIGKILL");
      await Promise.all(services.map((service) => service.stop()));
      await pool.end();
      await Promise.all([site.stop(), database.stop()]);
      vi.unstubAllEnvs();
    });

    const programs = () => join(site.folder, "programs");
    const step =
      (line: string, options = "") =>
      (entity: string) =>
        operator.done(`cutover ${line} cutover.yaml --entity ${entity} ${options}`.trim());
    const each = (take: (entity: string) => Promise<unknown>) => Promise.all(entities.map(take));
    const stores = "--stores stores.cjs";
    const expected = "--expect-processes 3";
    const flips = `${expected} ${stores} --yes --max-freeze 30s`;

    async function startFollowing(command: "run" | "follow"): Promise<void> {
      const options = command === "run" ? ["--follow"] : [];
      follow = RunningProgram.start(runner(command, "cutover.yaml", ...options, "--metrics"), {
        ...{ folder: site.folder, environment },
      });
      await follow.said("Following run");
    }

    async function killFollow(): Promise<void> {
      await follow.end("SIGKILL");
      await startFollowing("follow");
    }

    /** As if 20 minutes had passed: a killed `follow` may have sent requests that arrive up to then. */
    async function letRequestsExpire(): Promise<void> {
      const control = new DynamoDbControl({ table: "cutover-control", client: site.client });
      const expired = new Date(Date.now() - settledMilliseconds).toISOString();
      for (const state of (await control.read()).values())
        if (state.unverified)
          await control.change(
            {
              ...{ ...state, revision: state.revision + 1 },
              unverified: { ...state.unverified, at: expired },
            },
            { at: expired, by: "clock", change: "20 minutes later" },
          );
    }

    async function killService(): Promise<void> {
      await site.forget(await services[randomInt(services.length)]?.killAndRestart());
    }

    /** Removes what killed processes have left in the ledger, which would keep `back` waiting for 20 minutes. */
    async function settleKilled(): Promise<void> {
      await load.pause();
      await each(step("repair", `--min-age 1s ${stores}`));
      load.resume();
    }

    /** Pauses the load, waits until the second writes are settled, and compares by separate code. */
    async function expectSame(except: readonly string[] = []): Promise<void> {
      await load.pause();
      const found = async () =>
        differences((await rowsInMysql(pool)).items, await itemsInAlgoitny(site.client, "algoitny_main"));
      const deadline = performance.now() + 120_000;
      let different = await found();
      while (different.length > except.length && performance.now() < deadline) {
        await sleep(500);
        different = await found();
      }
      expect(different).toEqual(except);
      load.resume();
    }

    it("serves requests from MariaDB, and is registered", async () => {
      await operator.done("cutover init cutover.yaml");
      const beside = ["examples/algoitny/cutover.yaml"];
      const server = await bundledExample("examples/algoitny/service/server.ts", beside, programs());
      const poll = { ...environment, CUTOVER_POLL_MS: "500" };
      const started = [0, 1, 2].map(() => ServiceProcess.start(server, poll, "/status"));
      services.push(...(await Promise.all(started)));
      load = new AlgoitnyLoad(() => services.map(({ url }) => url));
      // A busy machine is slow, and this is not about latency.
      const limits = "--max-latency-p99 1000000 --max-error-rate 1 --compare-sample 0.2";
      await each((entity) => operator.done(`cutover gates --entity ${entity} ${limits}`));
      await each(step("advance", expected));
    });

    it("refuses shadow until a run has moved all rows and a process follows it", async () => {
      const advance = `cutover advance cutover.yaml --entity users ${expected}`;
      await operator.refused(
        advance,
        /refused {2}followed: no run of algoitny-cutover .* is followed; start one with/,
      );
      await startFollowing("run");
      await follow.end("SIGKILL");
      await operator.refused(
        advance,
        /refused {2}followed: no process follows run .*\n {11}fix: start one: dynamodb-migrate follow cutover.yaml/,
      );
      await startFollowing("follow");
      follow.signal("SIGSTOP");
      await operator.refused(
        advance,
        /refused {2}followed: the process that follows run \S+ has not saved its position for 5\.0 s/,
      );
      follow.signal("SIGCONT");
      await each(step("advance", expected));
    });

    it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
      "loses no write on the way to DynamoDB and back, while its processes are killed: round %i",
      async () => {
        await killService();
        await killFollow();
        await operator.done("verify cutover.yaml --live");
        await operator.refused(
          `cutover percent 100 cutover.yaml --entity users ${stores}`,
          /refused {2}unverified: since .* a write of follow, or of the run before it, may have had no response/,
        );
        await letRequestsExpire();
        await operator.done("verify cutover.yaml --live");
        await each(step("percent 100", stores));
        await killService();
        await each(step("advance", flips));
        await killFollow();
        await killService();
        await settleKilled();
        await expectSame();
        await each(step("back", `${expected} --yes --max-freeze 30s`));
        await expectSame();
        await each(step("back"));
        await each(step("advance", expected));
      },
    );

    it("goes forward again, and flips while requests are counted: exactly as many are allowed as the limit says", async () => {
      await letRequestsExpire();
      await operator.done("verify cutover.yaml --live");
      await each(step("percent 100", stores));
      const burst = Promise.all(Array.from({ length: 60 }, (_, at) => limited(at, "flip", 25, at * 20)));
      await each(step("advance", flips));
      expect((await burst).filter((status) => status === 200)).toHaveLength(25);
      const later = await Promise.all(Array.from({ length: 30 }, (_, at) => limited(at, "later", 7, 0)));
      expect(later.filter((status) => status === 200)).toHaveLength(7);
      await expectSame();
    });

    it("has lost no acknowledged write", async () => {
      await load.stop();
      await expectSame();
      const { rows } = await rowsInMysql(pool);
      expect(load.lost(rows)).toEqual([]);
      console.log(`algoitny: ${load.summary}, stops ${operator.stops.join(", ")} ms`);
    });

    it("reports a write of another program to MariaDB, and refuses steps that rely on equal stores", async () => {
      await database.query("USE algoitny", "UPDATE users SET name = 'Mallory' WHERE id = 12345");
      await follow.said('"ForeignWrites":1');
      await follow.said(
        'Warning: users: another program has changed 1 row of the old store (["12345"]) while the tables are the authority',
      );
      const control = new DynamoDbControl({ table: "cutover-control", client: site.client });
      // The metric is printed every 10 seconds, also while the control is being changed.
      const reason = async () => (await control.read()).get("users")?.unverified?.reason;
      await expect.poll(reason, { timeout: 60_000 }).toContain('["12345"]');
      await operator.refused(
        `cutover advance cutover.yaml --entity users ${expected} --yes`,
        /refused {2}unverified: .*another program has changed 1 row/,
      );
    });

    it("returns from new-only by a copy of every record", async () => {
      await step("advance", `${expected} --yes`)("problems");
      for (const { url } of services.slice(0, 2))
        await expect
          .poll(async () => ((await (await fetch(`${url}/status`)).json()) as Status).problems.phase, {
            timeout: 60_000,
          })
          .toBe("new-only");
      const url = `${services[0]?.url}/problems/1`;
      const found = (await (await fetch(url)).json()) as object;
      const body = JSON.stringify({ ...found, title: "only in DynamoDB" });
      expect((await fetch(url, { method: "PUT", body })).status).toBe(200);
      expect((await fetch(`${services[1]?.url}/problems/2`, { method: "DELETE" })).status).toBe(200);
      const select = "SELECT id, title FROM problems WHERE id IN (1, 2) ORDER BY id";
      expect((await pool.query(select))[0]).toMatchObject([{ title: "Sum of 0 numbers" }, { id: 2 }]);
      await step("back")("problems");
      await step(`repair`, "--all --stores stores.cjs")("problems");
      expect((await pool.query(select))[0]).toEqual([{ id: 1, title: "only in DynamoDB" }]);
      await expectSame(["USR#12345 META"]);
    });

    it("ends", async () => {
      await step("advance", `${expected} --yes`)("limits");
      await Promise.all(services.map((service) => service.stop()));
      expect(await operator.done("cutover end cutover.yaml --entity limits --yes")).toMatch(/limits: ended/);
    });

    /** The status of a request that counts. */
    async function limited(at: number, action: string, limit: number, afterMs: number): Promise<number> {
      await sleep(afterMs);
      const url = `${services[at % 3]?.url}/users/12400/limits/${action}?limit=${limit}`;
      const response = await fetch(url, { method: "POST" });
      await response.text();
      return response.status;
    }
  },
);

function statementsOf(sql: string): string[] {
  return sql.split(/;\n/).filter((statement) => statement.trim() !== "");
}

type Status = Readonly<Record<"problems", { readonly phase: string }>>;
