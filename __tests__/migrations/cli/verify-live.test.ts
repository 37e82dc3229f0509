import { createPool, type Pool } from "mysql2/promise";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningDatabase } from "../../emulators/database-server";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMariaDb } from "../../emulators/mariadb";
import { both, describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { RunningProgram } from "../../emulators/running-program";
import { Workspace } from "./workspace";

const waiting = "waiting until follow has carried over every change";

describeWith(
  "verify --live",
  () => both(findDynamoDbLocal(), findMariaDb()),
  ({ first, second }) => {
    let emulator: RunningEmulator;
    let database: RunningDatabase;
    let shop: Workspace;
    let application: Pool;
    let follow: RunningProgram;

    beforeAll(async () => {
      [emulator, database] = await Promise.all([first.start(), second.start(undefined, true)]);
      application = createPool({ uri: database.url });
      shop = await Workspace.make(emulator.endpoint);
      await shop.makeTables();
      await application.query("CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR(200))");
      await application.query("INSERT INTO notes VALUES (1, 'a'), (2, 'b'), (3, 'c')");
      await shop.file(
        "migration.yaml",
        `name: shop
source: { mysql: "\${env.SHOP_URL}" }
entities: { note: { from: { table: notes }, to: notes, item: { id: "N#\${row.id}", body: "\${row.body}" } } }
`,
      );
    });
    afterAll(async () => {
      await follow?.end("SIGKILL");
      await application.end();
      await shop.remove();
      await Promise.all([emulator.stop(), database.stop()]);
    });

    const environment = () => ({ ...process.env, SHOP_URL: database.url });
    const command = (line: string) =>
      shop.command(`${line} --endpoint ${shop.endpoint}`, { env: { SHOP_URL: database.url } });
    const started = (...parameters: string[]): RunningProgram =>
      RunningProgram.start(runner(...parameters, "--endpoint", shop.endpoint), {
        ...{ folder: shop.folder, environment: environment() },
      });

    it("is refused before a run is followed", async () => {
      const { code, error } = await command("verify --live");
      expect(code).toBe(2);
      expect(error.join("\n")).toMatch(/no run of shop .* is followed; start one with: .*run --follow/);
    });

    it("waits for the changes that have not arrived, and compares these items again", async () => {
      follow = started("run", "--follow");
      await follow.said("Following run");
      follow.signal("SIGSTOP");
      await application.query("UPDATE notes SET body = 'z' WHERE id = 1");
      await application.query("DELETE FROM notes WHERE id = 2");
      await application.query("INSERT INTO notes VALUES (4, 'd')");
      const verify = started("verify", "--live");
      await verify.said(`3 items differed; ${waiting}`);
      follow.signal("SIGCONT");
      expect(await verify.ended(), verify.text).toBe(0);
      expect(verify.text).toContain("3 items match");
    });

    it("lists the differences that no change explains", async () => {
      await shop.put("notes", { id: { S: "N#9" }, body: { S: "of another client" } });
      await shop.put("notes", { id: { S: "N#1" }, body: { S: "of another client" } });
      const verify = started("verify", "--live");
      expect(await verify.ended(), verify.text).toBe(1);
      expect(verify.text.match(new RegExp(`2 items differed; ${waiting}`, "g"))).toHaveLength(2);
      expect(verify.text).toMatch(/extra.*N#9/);
      expect(verify.text).toMatch(/changed.*N#1/);
    });

    it("is refused if the process that followed has ended, and names the command that starts another", async () => {
      await follow.end("SIGINT");
      const { code, error, errorCode } = await command("verify --live");
      expect({ code, errorCode }).toEqual({ code: 2, errorCode: "not-followed" });
      expect(error.join("\n")).toMatch(/no process follows run .*; start one: dynamodb-migrate follow/);
    });

    it.each(["--sample 10", "--repair"])("is refused with %s", async (option) => {
      const { code, errorCode } = await command(`verify --live ${option}`);
      expect({ code, errorCode }).toEqual({ code: 2, errorCode: "options-conflict" });
    });
  },
);
