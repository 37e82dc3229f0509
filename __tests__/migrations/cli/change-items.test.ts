import { spawn } from "node:child_process";
import { beforeEach, expect, it, vi } from "vitest";
import { runner } from "../../emulators/runner";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { acknowledged, ended } from "./killed-run";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 120_000 });

const notes: Item[] = [
  { id: { S: "n1" }, email: { S: "Ann@Example.com" }, seen: { N: "1" } },
  { id: { S: "n2" }, email: { S: "Bob@Example.com" }, tags: { SS: ["a"] } },
  { id: { S: "n3" }, seen: { N: "0.1" } },
];

describeWith("update and delete", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "backfill.yaml": "where: has(row.email)\nset: { lower: '${lower(row.email)}' }\nremove: [tags]\n",
    "wrong.yaml": "where: row.email ==\nset: { id: x, n: 12345678901234567890 }\nad: {}\n",
  });

  beforeEach(async () => {
    for (const note of notes) await shop().put("notes", note);
  });

  const backfill = "update notes --where has(row.email) --set 'lower=${lower(row.email)}'";

  it("backfills an attribute, does nothing the second time, and rolls it back", async () => {
    const { code, error } = await shop().command(backfill);
    expect([code, error.filter((line) => /Scanned|notes {2}/.test(line))]).toEqual([
      0,
      [
        "Scanned 3 items of shop-dev-notes; 2 to change",
        expect.stringMatching(/^ {2}shop-dev-notes +2 +2 +0 +0 +shop-dev-notes$/),
      ],
    ]);
    expect((await shop().items("notes")).map(({ lower }) => lower?.S)).toEqual([
      "ann@example.com",
      "bob@example.com",
      undefined,
    ]);
    const again = JSON.parse((await shop().command(`${backfill} --json`)).out) as { total: object };
    expect(again.total).toMatchObject({ read: 2, written: 0, skipped: 2 });
    const runs = JSON.parse((await shop().command("status --json")).out) as { runs: { run: string }[] };
    expect((await shop().command(`rollback ${runs.runs[0]?.run} --yes`)).code).toBe(0);
    expect(await shop().items("notes")).toEqual(notes);
  });

  it("adds to numbers and sets, and sets values of every type", async () => {
    const { code } = await shop().command(
      "update shop-dev-notes --add seen=0.2 --add tags=[a,b] --set n=7 --set 'zip=\"007\"' --set list=[1,x] --remove email",
    );
    expect(code).toBe(0);
    const set = { n: { N: "7" }, zip: { S: "007" }, list: { L: [{ N: "1" }, { S: "x" }] } };
    expect(await shop().items("notes")).toEqual([
      { id: { S: "n1" }, seen: { N: "1.2" }, tags: { SS: ["a", "b"] }, ...set },
      { id: { S: "n2" }, seen: { N: "0.2" }, tags: { SS: ["a", "b"] }, ...set },
      { id: { S: "n3" }, seen: { N: "0.3" }, tags: { SS: ["a", "b"] }, ...set },
    ]);
  });

  it("shows with --dry-run what would change", async () => {
    const { code, error } = await shop().command("update notes --change backfill.yaml --dry-run");
    expect(code).toBe(0);
    expect(error).toEqual(
      expect.arrayContaining([
        "Scanned 3 items of shop-dev-notes; 2 to change",
        '  {"id":"n2"}',
        '    tags: {"SS":["a"]} → (absent)',
        '    lower: (absent) → {"S":"bob@example.com"}',
      ]),
    );
    expect(await shop().items("notes")).toEqual(notes);
  });

  it("rejects the items for which an expression fails, and changes the others", async () => {
    const { code, out } = await shop().command("update notes --set 'lower=${lower(row.email)}' --json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      total: { written: 2, rejected: 1, rejectedBy: { "expression-failed": 1 } },
    });
  });

  it("names every problem of a change file, and of the options", async () => {
    expect((await shop().command("update notes --change wrong.yaml")).error).toEqual([
      "wrong.yaml:3:1 ad: unknown key; known here: where, set, add, remove",
    ]);
    const { code, error } = await shop().command("update notes --set id=x --set a=1 --remove a");
    expect([code, error]).toEqual([
      2,
      [
        "--set id: id is a key attribute of the table, which cannot be changed; copy the items with a migration file and delete the old ones",
        "--remove 0: a is in set already; name each attribute once",
      ],
    ]);
    expect((await shop().command("update notes")).error[0]).toContain("changes nothing");
  });

  it("deletes the items that match once the table's name is typed, and restores them", async () => {
    const refused = await shop().command("delete notes --where has(row.email)");
    expect([refused.code, refused.errorCode]).toEqual([2, "not-confirmed"]);
    const ask = () => Promise.resolve("shop-dev-notes\n");
    expect((await shop().command("delete notes --where has(row.email)", { ask })).code).toBe(0);
    expect(await shop().ids("notes")).toEqual(["n3"]);
    expect((await shop().command("rollback --yes")).code).toBe(0);
    expect(await shop().items("notes")).toEqual(notes);
  });

  it("deletes all items only with --all", async () => {
    expect(await shop().command("delete notes --yes")).toMatchObject({
      code: 2,
      errorCode: "change-invalid",
    });
    expect((await shop().command("delete notes --all --yes")).code).toBe(0);
    expect(await shop().items("notes")).toEqual([]);
  });

  it("adds exactly once to each item, although it is killed and resumed", async () => {
    const many = Array.from({ length: 700 }, (_, index) => ({ id: { S: `k${index}` }, seen: { N: "1" } }));
    await shop().deleteTable("shop-dev-tags");
    await shop().makeOldTable("counters", many);
    const words = ["counters", "--add", "seen=1", "--endpoint", shop().endpoint, "--region", "us-east-1"];
    const [program, ...parameters] = runner("update", ...words, "--batch-size", "5", "--concurrency", "2");
    const child = spawn(program, parameters, { cwd: shop().folder, stdio: "ignore" });
    const hasCome = async () => (await acknowledged(shop())).length > 150;
    await expect.poll(hasCome, { timeout: 60_000, interval: 5 }).toBe(true);
    await ended(child, "SIGKILL", 100);
    const { code, out } = await shop().command("update counters --add seen=1 --region us-east-1 --json");
    expect([code, JSON.parse(out)]).toMatchObject([0, { total: { read: 700, written: 700, rejected: 0 } }]);
    const found = await shop().command(
      "update counters --add seen=0 --where row.seen!=2 --dry-run --json --region us-east-1",
    );
    expect(JSON.parse(found.out)).toMatchObject({ total: { read: 0 } });
    expect((await shop().command("rollback --yes")).code).toBe(0);
    const before = await shop().command(
      "update counters --set a=0 --where row.seen!=1 --dry-run --json --region us-east-1",
    );
    expect(JSON.parse(before.out)).toMatchObject({ total: { read: 0 } });
  });
});
