import { execFileSync } from "node:child_process";
import { Pool } from "undici";
import { expect, it } from "vitest";
import { loadPool } from "../../../../migrations/dynamodb/client/load-pool";

it("loads the Pool of undici's main module", async () => {
  expect(await loadPool()).toBe(Pool);
});

it("loads it without undici's main module", () => {
  const module = require.resolve("../../../../migrations/dynamodb/client/load-pool.ts");
  const listing = `
    void require(${JSON.stringify(module)}).loadPool().then(() => {
      console.log(JSON.stringify(Object.keys(require.cache)));
    });`;
  const args = ["--require", "tsx/cjs", "--eval", listing];
  const loaded = JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as string[];
  expect(loaded).toContain(require.resolve("undici/lib/dispatcher/pool.js"));
  expect(loaded).not.toContain(require.resolve("undici"));
});
