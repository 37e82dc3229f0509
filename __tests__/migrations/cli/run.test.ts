import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const migration = `
name: shop
source: { json: data }
entities:
  note:
    from: { file: notes.json, at: $.notes }
    to: notes
    where: \${row.kind == "note"}
    omitNull: true
    item:
      id: NOTE#\${row.id}
      rank: \${row.rank * 2}
      title: \${row.title}
      exact: \${row.exact}
  tag: { from: { file: tags.json }, to: tags }
`;

const notes = [
  '{"kind":"note","id":1,"rank":10,"title":"日本語 👩‍👩‍👧","exact":3.14159265358979323846}',
  '{"kind":"draft","id":2}',
  '{"kind":"note","id":3,"rank":1.5,"title":null,"exact":12345678901234567890}',
];

describeWith("run and verify", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "data/notes.json": `{"notes":[${notes.join(",")}]}`,
    "data/tags.json": '[{"id":"t1","name":"new","empty":"","nested":{"list":[1,"a",null,true]}}]',
  });

  it("maps rows with expressions, leaves out what where excludes, and keeps every digit", async () => {
    const { code, error } = await shop().command("run");
    expect(code).toBe(0);
    expect(error).toContain("  note       3        2        1         0  shop-dev-notes");
    expect(await shop().items("notes")).toEqual([
      {
        id: { S: "NOTE#1" },
        rank: { N: "20" },
        title: { S: "日本語 👩‍👩‍👧" },
        exact: { N: "3.14159265358979323846" },
      },
      { id: { S: "NOTE#3" }, rank: { N: "3" }, exact: { N: "12345678901234567890" } },
    ]);
  });

  it("takes a row as it is where there is no item", async () => {
    await shop().command("run --entity tag");
    expect(await shop().items("tags")).toEqual([
      {
        id: { S: "t1" },
        name: { S: "new" },
        empty: { S: "" },
        nested: { M: { list: { L: [{ N: "1" }, { S: "a" }, { NULL: true }, { BOOL: true }] } } },
      },
    ]);
  });

  it("moves one entity alone", async () => {
    await shop().command("run --entity tag");
    expect(await shop().ids("notes")).toEqual([]);
  });

  it("--limit reads only so many rows", async () => {
    const { out } = await shop().command("run --limit 1 --json");
    expect(JSON.parse(out)).toMatchObject({
      outcome: "finished",
      total: { read: 2, written: 2, skipped: 0, rejected: 0 },
    });
  });

  it("says what to type next, with the places that were named", async () => {
    const { error } = await shop().command("run --entity tag --run-folder kept");
    const next = /^Next: dynamodb-migrate (.*)$/m.exec(error.join("\n"))?.[1] ?? "";
    expect(next).toMatch(/^verify migration\.yaml .*--run-folder kept$/);
    expect((await shop().command(`${next} --entity tag`)).code).toBe(0);
  });

  it("--dry-run changes nothing, not even the run folder", async () => {
    const { code, error } = await shop().command("run --dry-run");
    expect(code).toBe(0);
    expect(error).toContain("  entity  read  would write  skipped  rejected  table");
    expect(await shop().ids("notes")).toEqual([]);
    expect(await readdir(shop().folder)).not.toContain(".dynamodb-migrate");
  });

  it("verifies contents both ways", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("verify");
    expect(code).toBe(0);
    expect(error).toContain("Every item arrived: 3 items match, none missing, none extra");
  });

  it("names what is missing, extra and changed", async () => {
    await shop().command("run --entity note");
    await shop().put("notes", {
      id: { S: "NOTE#1" },
      rank: { N: "20" },
      title: { S: "edited" },
      exact: { N: "3.14159265358979323846" },
    });
    await shop().put("notes", { id: { S: "stray" } });
    const { code, error } = await shop().command("verify");
    expect(code).toBe(1);
    expect(error).toContain('changed: shop-dev-notes {"id":"NOTE#1"} in title');
    expect(error).toContain('extra: shop-dev-notes {"id":"stray"}');
    expect(error).toContain('missing: shop-dev-tags {"id":"t1","name":"new"}');
    expect((await shop().read(".dynamodb-migrate/differences.jsonl")).trim().split("\n")).toHaveLength(3);
  });

  it("does not begin on a table with items unless told what to do with them", async () => {
    await shop().put("notes", { id: { S: "NOTE#1" }, title: { S: "mine" } });
    const { code, error } = await shop().command("run");
    expect(code).toBe(2);
    expect(error).toEqual([
      "table shop-dev-notes is not empty; choose how to handle existing keys with --on-conflict overwrite, skip or fail",
    ]);
    expect(await shop().ids("tags")).toEqual([]);
  });

  it("--on-conflict overwrite replaces what is there", async () => {
    await shop().put("notes", { id: { S: "NOTE#1" }, title: { S: "mine" } });
    expect((await shop().command("run --on-conflict overwrite")).code).toBe(0);
    expect((await shop().command("verify")).code).toBe(0);
  });

  it("--on-conflict skip leaves it and says so", async () => {
    await shop().put("notes", { id: { S: "NOTE#1" }, title: { S: "mine" } });
    const { code, out } = await shop().command("run --on-conflict skip --json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ total: { read: 4, written: 2, skipped: 2, rejected: 0 } });
    expect((await shop().items("notes"))[0]).toEqual({ id: { S: "NOTE#1" }, title: { S: "mine" } });
  });

  it("--on-conflict fail leaves it and rejects the row", async () => {
    await shop().put("notes", { id: { S: "NOTE#1" }, title: { S: "mine" } });
    const { code, out } = await shop().command("run --on-conflict fail --json");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      total: { read: 4, written: 2, skipped: 1, rejected: 1, rejectedBy: { "already-exists": 1 } },
    });
  });

  it("keeps what was asked without secrets, the checkpoint and the result in the run's folder", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "id").stubEnv("AWS_SECRET_ACCESS_KEY", "hush-hush");
    await shop().command("run", { env: process.env });
    vi.unstubAllEnvs();
    const [run = ""] = await readdir(join(shop().folder, ".dynamodb-migrate"));
    expect(await readdir(join(shop().folder, ".dynamodb-migrate", run))).toEqual([
      "checkpoint.json",
      "journal.index",
      "journal.jsonl",
      "keys-note.bin",
      "keys-tag.bin",
      "result.json",
      "timeline.jsonl",
    ]);
    expect(await shop().read(`.dynamodb-migrate/${run}/checkpoint.json`)).not.toContain("hush-hush");
    expect(JSON.parse(await shop().read(`.dynamodb-migrate/${run}/result.json`))).toMatchObject({
      outcome: "finished",
    });
  });

  it("leaves no folder of a run that could not begin", async () => {
    await shop().put("notes", { id: { S: "NOTE#1" } });
    await shop().command("run");
    expect(await readdir(shop().folder)).not.toContain(".dynamodb-migrate");
  });

  it("status lists the runs", async () => {
    await shop().command("run");
    const { error } = await shop().command("status");
    expect(error[1]).toMatch(/^ {2}shop-\d{8}-\d{6} +finished +4 +3 +1 +0 +http/);
  });
});
