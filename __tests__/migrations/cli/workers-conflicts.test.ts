import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ProcessContext } from "../../../migrations/cli/process-context";
import type { StartWorker } from "../../../migrations/cli/worker-process";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace, type Workspace } from "./workspace";

const rowCount = 200;

/** Rows of about 1 KB, so that the file has several shards; every eighth has the key of a row in another one. */
const rows = Array.from({ length: rowCount }, (_, index) => ({
  id: index % 8 === 7 ? `n${(index * 37) % rowCount}` : `n${index}`,
  rank: index,
  title: "x".repeat(1000),
}));

const files = {
  "migration.yaml": `
name: shop
source: { jsonl: . }
entities:
  note: { from: { file: notes.jsonl }, to: notes }
`,
  "notes.jsonl": rows.map((row) => JSON.stringify(row)).join("\n"),
};

/** Workers that are no processes of their own. */
function inProcess(shop: Workspace): Partial<ProcessContext> {
  const terminal = { isAlive: () => true, every: () => () => undefined };
  const startWorker: StartWorker = (args, events) => {
    const parent = { send: events.onMessage, onMessage: () => undefined, isGone: () => false };
    void shop.command(args.join(" "), { ...terminal, parent }).then(({ code, error }) => {
      error.forEach(events.onLine);
      events.onExit(code, null);
    });
    return { pid: undefined, send: () => undefined, kill: () => undefined };
  };
  return { ...terminal, startWorker };
}

async function rejectsOf(shop: Workspace): Promise<string[]> {
  const parent = join(shop.folder, ".dynamodb-migrate");
  const run = (await readdir(parent)).find((name) => name.startsWith("shop-")) ?? "";
  const text = await readFile(join(parent, run, "rejects.jsonl"), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .toSorted();
}

describeWith("keys that several shards have", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, files);

  /** Some items of other clients: of keys that one row has, and of keys that several have. */
  async function putOthers(): Promise<void> {
    for (let index = 0; index < rowCount; index += 5)
      await shop().put("notes", { id: { S: `n${index}` }, by: { S: "another client" } });
    await shop().put("notes", { id: { S: "n30" }, rank: { N: "30" }, title: { S: "x".repeat(1000) } });
  }

  /** What a run leaves, and what its rollback leaves. */
  async function outcome(line: string, others: boolean) {
    await shop().clear();
    if (others) await putOthers();
    const before = await shop().items("notes");
    const ran = await shop().command(`${line} --json`, inProcess(shop()));
    const { total } = JSON.parse(ran.out) as { total: object };
    const facts = {
      code: ran.code,
      error: ran.error,
      total,
      rejects: await rejectsOf(shop()),
      items: await shop().items("notes"),
    };
    const rolledBack = await shop().command("rollback --yes --json");
    expect(JSON.parse(rolledBack.out)).toMatchObject({ kept: 0, complete: true });
    expect(await shop().items("notes")).toEqual(before);
    return facts;
  }

  describe("end as with one process", () => {
    it.each([
      ["in an empty table", "run", false],
      ["if existing items are replaced", "run --on-conflict overwrite", true],
      ["if existing items are kept", "run --on-conflict skip", true],
      ["if existing items are conflicts", "run --on-conflict fail", true],
    ])("%s", async (_what, line, others) => {
      const one = await outcome(line, others);
      expect(one.rejects.filter((reject) => reject.includes("duplicate-key")).length).toBeGreaterThan(10);
      expect(await outcome(`${line} --workers 3`, others)).toEqual(one);
    });
  });
});
