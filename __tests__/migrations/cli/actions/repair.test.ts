import { expect, it } from "vitest";
import { canonicalItem } from "../../../../migrations/items/canonical-item";
import { findDynalite } from "../../../emulators/dynalite";
import { describeWith } from "../../../emulators/real-part";
import { repacked } from "../../mapping/repacked";
import { useWorkspace } from "../workspace";

const migration = `
name: shop
source: { json: data }
entities:
  note: { from: { file: notes.json }, to: notes }
`;
const notes = Array.from({ length: 60 }, (_, index) => ({ id: `n${index}`, text: `note ${index}` }));

describeWith("verify --repair and --sample", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": migration,
    "data/notes.json": JSON.stringify(notes),
  });

  /** One item missing, one changed, one extra. */
  async function damaged(): Promise<void> {
    await shop().command("run");
    await shop().deleteItem("notes", { id: { S: "n7" } });
    await shop().put("notes", { id: { S: "n9" }, text: { S: "edited" } });
    await shop().put("notes", { id: { S: "stranger" } });
  }

  it("writes what is missing or changed, leaves what is extra, and compares again", async () => {
    await damaged();
    const { code, error } = await shop().command("verify --repair");
    expect(code).toBe(1);
    expect(error).toContain("3 differences between the source and the tables");
    expect(error).toContain("Writing 2 missing or changed items from the source");
    expect(error.join("\n")).toMatch(
      /Wrote 2 items as run (shop-repair-\S+); to undo: dynamodb-migrate rollback \1/,
    );
    expect(error).toContain("1 difference between the source and the tables");
    expect(error).toContain('extra: shop-dev-notes {"id":"stranger"}');
  });

  it("is a run that can be taken back", async () => {
    await damaged();
    await shop().command("verify --repair");
    await shop().command("rollback --yes");
    const items = await shop().items("notes");
    expect(items).toContainEqual({ id: { S: "n9" }, text: { S: "edited" } });
    expect(items.map((item) => item["id"]?.S)).not.toContain("n7");
  });

  it("is not gone on with by a run of the migration", async () => {
    await damaged();
    await shop().command("verify --repair");
    const { error } = await shop().command("run --on-conflict skip");
    expect(error.join("\n")).not.toContain("Resuming run");
  });

  it("writes nothing where nothing differs", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("verify --repair");
    expect(code).toBe(0);
    expect(error.join("\n")).toContain("Every item arrived: 60 items match");
    expect(error.join("\n")).not.toContain("Writing");
  });

  it("says in one JSON document what was repaired and what is left", async () => {
    await damaged();
    const { out } = await shop().command("verify --repair --json");
    expect(JSON.parse(out)).toMatchObject({
      same: false,
      tables: [{ missing: 0, changed: 0, extra: 1 }],
      repair: { run: expect.stringContaining("shop-repair-") as string, written: 2 },
    });
  });

  it("compares a sample without looking for extra items", async () => {
    await damaged();
    const { code, error } = await shop().command("verify --sample 60");
    expect(code).toBe(1);
    expect(error).toContain('missing: shop-dev-notes {"id":"n7"}');
    expect(error).toContain('changed: shop-dev-notes {"id":"n9"} in text');
    expect(error).toContain(
      "shop-dev-notes: extra items were not looked for: a sample starts from the source's items",
    );
  });

  it("says how much of the whole a sample was", async () => {
    await shop().command("run");
    const { code, error } = await shop().command("verify --sample 20");
    expect(code).toBe(0);
    expect(error).toContain("The sample arrived: 20 items of 60 looked up, all match");
  });

  it("refuses to repair from a sample", async () => {
    const { code, error } = await shop().command("verify --sample 20 --repair");
    expect(code).toBe(2);
    expect(error).toContain(
      "--sample and --repair do not go together: only a whole verification finds all there is to repair",
    );
  });
});

const pages = Array.from({ length: 20 }, (_, index) => ({
  id: `p${index}`,
  html: "<p>word</p>".repeat(90 + index),
}));

describeWith("verify --repair of packed items", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {
    "migration.yaml": `${migration}oversize: { over: 400, compress: [html] }\n`,
    "data/notes.json": JSON.stringify(pages),
  });

  it("writes those that hold something else, and none that another zlib packed", async () => {
    await shop().command("run");
    const anew = (await shop().items("notes")).map((item) =>
      repacked(item, "html", { level: 1, memLevel: 1 }),
    );
    for (const item of anew) await shop().put("notes", item);
    const other = anew.find((item) => item["id"]?.S === "p8");
    await shop().put("notes", { ...anew.find((item) => item["id"]?.S === "p7"), html: other!["html"]! });
    const { code, error } = await shop().command("verify --repair");
    expect(code).toBe(0);
    expect(error).toContain('changed: shop-dev-notes {"id":"p7"} in html');
    expect(error.join("\n")).toMatch(/Wrote 1 item as run shop-repair-/);
    const items = await shop().items("notes");
    const others = (some: typeof items) => some.filter((item) => item["id"]?.S !== "p7").map(canonicalItem);
    expect(others(items)).toEqual(others(anew));
  });
});
