import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findDynalite } from "../../../emulators/dynalite";
import { describeWith } from "../../../emulators/real-part";
import { useWorkspace } from "../workspace";

const migration = `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
  tag: { from: { file: tags.json }, to: tags }
`;
const notes = '[{"id":"n1","title":"one"},{"id":"n2","title":"two"}]';
const choice = "choose how to handle existing keys with --on-conflict overwrite, skip or fail";

describeWith("run, called again after it has finished", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, { "tags.json": '[{"id":"t1","name":"new"}]' });

  const start = async (content = notes): Promise<void> => {
    await shop().file("migration.yaml", migration);
    await shop().file("notes.json", content);
    await shop().command("run");
  };

  it("has nothing to do", async () => {
    await start();
    const { code, error } = await shop().command("run");
    expect([code, error]).toEqual([
      0,
      [expect.stringMatching(/^Run shop-\S+ already finished \(\S+\): nothing to do\.$/)],
    ]);
    expect(JSON.parse((await shop().command("status --json")).out)).toMatchObject({ runs: [{}] });
  });

  it("ends as the finished run did, which had rejected a row", async () => {
    await start('[{"id":"n1"},{"id":1}]');
    const { code, error } = await shop().command("run");
    expect([code, error]).toEqual([1, [expect.stringMatching(/nothing to do\. It rejected 1 row\.$/)]]);
  });

  it("prints the result of the finished run again with --json", async () => {
    await start();
    expect(JSON.parse((await shop().command("run --json")).out)).toMatchObject({
      outcome: "finished",
      alreadyFinished: true,
      entities: [{ entity: "note", written: 2 }, { entity: "tag" }],
    });
  });

  it("saves the result and removes the shards if the process was killed before it could", async () => {
    await start();
    const { runs } = JSON.parse((await shop().command("status --json")).out) as { runs: { run: string }[] };
    const folder = `.dynamodb-migrate/${runs[0]?.run}`;
    const path = join(shop().folder, folder, "result.json");
    const saved = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
    await rm(path);
    await shop().file(`${folder}/shards/00001/checkpoint.json`, "{}");
    expect((await shop().command("run")).code).toBe(0);
    const moment = expect.any(String) as string;
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({
      ...saved,
      ...{ endedAt: moment, activeSeconds: expect.any(Number) as number },
    });
    expect(await readdir(join(shop().folder, folder))).not.toContain("shards");
  });

  it("takes only the entities into account that are asked for", async () => {
    await start();
    await shop().file("tags.json", "[]");
    expect((await shop().command("run --entity note")).code).toBe(0);
    await shop().file("tags.json", '[{"id":"t1","name":"new"}]');
  });

  it("names a source that has changed, and the choices", async () => {
    await start();
    await shop().file("notes.json", notes.replace("two", "TWO"));
    const { code, error } = await shop().command("run");
    expect(code).toBe(2);
    expect(error[0]).toMatch(
      /^notes\.json has changed since run shop-\S+ finished; table shop-dev-notes is not empty: write only what has changed with dynamodb-migrate sync migration\.yaml --endpoint http\S+, or/,
    );
    expect(error[0]).toContain(choice);
    expect((await shop().command("run --on-conflict overwrite")).code).toBe(0);
    expect((await shop().items("notes"))[1]).toMatchObject({ title: { S: "TWO" } });
  });

  it("names a migration file that has changed", async () => {
    await start();
    await shop().file("migration.yaml", `${migration}# edited\n`);
    const { code, error } = await shop().command("run");
    expect(code).toBe(2);
    expect(error[0]).toMatch(
      /^what is to be moved was defined differently when run shop-\S+ finished; table /,
    );
  });

  it("moves the rows again if the tables were emptied", async () => {
    await start();
    await shop().deleteItem("notes", { id: { S: "n1" } });
    await shop().deleteItem("notes", { id: { S: "n2" } });
    await shop().deleteItem("tags", { id: { S: "t1" }, name: { S: "new" } });
    const { code, error } = await shop().command("run");
    expect(code).toBe(0);
    expect(error[0]).toMatch(
      /^Starting a new run: table shop-dev-notes was emptied since run shop-\S+ finished$/,
    );
    expect(await shop().ids("notes")).toEqual(["n1", "n2"]);
  });

  it("moves the rows again if the tables were deleted and created again", async () => {
    await start();
    await shop().recreate();
    const { code, error } = await shop().command("run");
    expect(code).toBe(0);
    expect(error[0]).toMatch(
      /^Starting a new run: table shop-dev-notes was (deleted and created again|emptied) since/,
    );
  });

  it("starts a new run with --no-resume, which refuses tables that are not empty", async () => {
    await start();
    expect(await shop().command("run --no-resume")).toMatchObject({
      code: 2,
      error: [`table shop-dev-notes is not empty; ${choice}`],
    });
  });
});
