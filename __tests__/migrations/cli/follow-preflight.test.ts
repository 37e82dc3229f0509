import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { RunningDatabase } from "../../emulators/database-server";
import { findDynalite } from "../../emulators/dynalite";
import { findMariaDb } from "../../emulators/mariadb";
import { both, describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { mysql: "\${env.SHOP_URL}" }
entities:
  note: { from: { table: notes }, to: notes, item: { id: "N#\${row.id}" } }
`;

describeWith(
  "a source that is to be followed",
  () => both(findDynalite(), findMariaDb()),
  ({ first, second }) => {
    const shop = useWorkspace(first, { "migration.yaml": migration });
    let database: RunningDatabase;
    beforeAll(async () => {
      database = await second.start(undefined, true);
    });
    afterAll(() => database.stop());
    beforeEach(async () => {
      await shop().clear();
      await database.query(
        "SET GLOBAL binlog_expire_logs_seconds = 0, GLOBAL binlog_format = 'ROW'",
        "CREATE OR REPLACE TABLE notes (id INTEGER PRIMARY KEY)",
        "INSERT INTO notes VALUES (1), (2)",
      );
    });

    const command = async (line: string) => {
      const env = { SHOP_URL: database.url };
      const { code, error } = await shop().command(`${line} --endpoint ${shop().endpoint}`, { env });
      return { code, said: error.join("\n") };
    };

    it("is planned with --follow if it meets the requirements", async () => {
      const { code, said } = await command("plan --follow");
      expect(code, said).toBe(0);
      expect(said).toContain("Plan; nothing was written");
    });

    it("is refused by plan --follow and run --follow, not without it, if its log is kept for minutes", async () => {
      await database.query("SET GLOBAL binlog_expire_logs_seconds = 600");
      const refusal = {
        code: 3,
        said: expect.stringContaining(
          "binlog_expire_logs_seconds must be at least 3600 to keep the log for an hour, or 0, got 600; SET GLOBAL binlog_expire_logs_seconds = 3600",
        ) as string,
      };
      const planned = await command("plan --follow");
      expect(planned).toEqual(refusal);
      expect(planned.said).toContain("Plan; nothing was written");
      expect(await command("run --follow")).toEqual(refusal);
      expect(await shop().ids("notes")).toEqual([]);
      expect((await command("plan")).code).toBe(0);
      expect((await command("run")).code).toBe(0);
    });

    it("compares the time for which the log is kept with the estimate", async () => {
      await database.query("INSERT INTO notes SELECT seq + 2 FROM seq_1_to_2998");
      await database.query("SET GLOBAL binlog_expire_logs_seconds = 3600");
      // 3,000 items at 2 per second.
      const message =
        "must be at least 4500 to keep the log for 3 times the estimated 1500 s of the first copy";
      for (const line of ["plan --follow --rate 2", "run --follow --rate 2"])
        expect(await command(line)).toEqual({ code: 3, said: expect.stringContaining(message) as string });
      expect((await command("plan --follow --rate 3")).code).toBe(0);
    });

    it("is refused before it is read if it cannot be followed at all", async () => {
      await database.query("SET GLOBAL binlog_format = 'MIXED'");
      const { code, said } = await command("plan --follow");
      expect(code).toBe(3);
      expect(said).toContain("binlog_format must be ROW, got MIXED");
      expect(said).not.toContain("Plan");
    });

    it("is not planned in part", async () => {
      const { code, said } = await command("plan --follow --limit 1");
      expect(code).toBe(2);
      expect(said).toContain("--follow and --limit are mutually exclusive");
    });
  },
);
