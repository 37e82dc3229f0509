import { appendFile, cp, readdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

describeWith("restore refuses files that are not as they should be", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {});
  const path = (...parts: string[]) => join(shop().folder, ...parts);

  beforeAll(async () => {
    await shop().put("notes", { id: { S: "n1" }, rank: { N: "1" } });
    await shop().put("notes", { id: { S: "n2" } });
    await shop().command("backup notes --to good");
    await shop().command("backup notes --to good --format json");
  });

  /** A copy of the backup of notes, to be spoiled. */
  async function copy(): Promise<string> {
    await rm(path("bad"), { recursive: true, force: true });
    await cp(path("good/shop-dev-notes"), path("bad"), { recursive: true });
    return path("bad");
  }

  async function dataFile(): Promise<string> {
    const [name = ""] = await readdir(path("bad/data"));
    return path("bad/data", name);
  }

  async function json(change: (text: string) => string): Promise<void> {
    await shop().file("bad.json", change(await shop().read("good/shop-dev-notes.json")));
  }

  /** Nothing was written, whatever it was. */
  async function refusal(line: string): Promise<{ code: number; message: string | undefined }> {
    const { code, error } = await shop().command(line);
    expect(await shop().items("notes")).toEqual([]);
    return { code, message: error.at(-1) };
  }

  it("a data file that is cut off", async () => {
    await copy();
    await truncate(await dataFile(), 40);
    const { code, message } = await refusal("restore bad");
    expect(message).toMatch(/^cannot read bad\/data\/\w+\.json\.gz: .+; take it again, or use another copy$/);
    expect(code).toBe(3);
  });

  it("a data file with more behind its end", async () => {
    await copy();
    await appendFile(await dataFile(), "x");
    const { code, message } = await refusal("restore bad");
    expect(message).toMatch(/^bad\/data\/\w+\.json\.gz is not as it was written|^cannot read bad\/data/);
    expect(code).toBe(3);
  });

  it("a data file that is gone", async () => {
    await copy();
    await rm(await dataFile());
    const { code, message } = await refusal("restore bad");
    expect(message).toMatch(/^cannot read bad\/data\/\w+\.json\.gz: file not found; take it again/);
    expect(code).toBe(3);
  });

  it("a manifest that was changed", async () => {
    await copy();
    const manifest = await shop().read("bad/manifest-summary.json");
    await writeFile(path("bad/manifest-summary.json"), manifest.replace('"itemCount":2', '"itemCount":1'));
    const { code, message } = await refusal("restore bad");
    expect(message).toMatch(
      /^bad\/manifest-summary\.json is not as it was written: its MD5 must be \S+, got \S+; take/,
    );
    expect(code).toBe(3);
  });

  it("a manifest that is gone", async () => {
    await copy();
    await rm(path("bad/manifest-files.json"));
    const { code, message } = await refusal("restore bad");
    expect(message).toMatch(/^cannot read bad\/manifest-files\.json: file not found/);
    expect(code).toBe(3);
  });

  it("a manifest whose key is none", async () => {
    await copy();
    await rm(path("bad/manifest-summary.md5"));
    const manifest = await shop().read("bad/manifest-summary.json");
    await writeFile(path("bad/manifest-summary.json"), manifest.replace('"type":"S"', '"type":"X"'));
    const { message } = await refusal("restore bad");
    expect(message).toMatch(/^bad\/manifest-summary\.json: keySchema\.0\.type: .+; take it again/);
  });

  it("what an interrupted backup left", async () => {
    await rename(await copy(), path("b.partial-12-3f9a01bc"));
    const { code, message } = await refusal("restore b.partial-12-3f9a01bc");
    await rm(path("b.partial-12-3f9a01bc"), { recursive: true });
    expect(message).toBe(
      "b.partial-12-3f9a01bc was left by a backup that did not come to its end; take another one",
    );
    expect(code).toBe(2);
  });

  it("a JSON file that is cut off", async () => {
    await json((text) => text.slice(0, -20));
    const { code, message } = await refusal("restore bad.json");
    expect(message).toMatch(/^bad\.json is not valid JSON after row \d/);
    expect(code).toBe(3);
  });

  it("a JSON file that holds another number of items than it says", async () => {
    await json((text) => text.replace('"Count": 2', '"Count": 3'));
    expect((await refusal("restore bad.json")).message).toBe(
      "bad.json must hold 3 items by its Count, got 2; take the backup again, or correct Count if the change was meant",
    );
  });

  it("a JSON file with something that is no item", async () => {
    await json((text) => text.replace('{"S":"n2"}', '{"S":5}').replace('{"S":"n1"}', '{"S":5}'));
    expect((await refusal("restore bad.json")).message).toMatch(
      /^bad\.json: item 1: it is not an item in DynamoDB's JSON: attribute id must be S with a text, got 5; correct it$/,
    );
  });

  it("a JSON file with rows that are no objects", async () => {
    await json((text) => text.replace(/"Items": \[[^\]]*\]/, '"Items": [1, 2]'));
    expect((await refusal("restore bad.json")).message).toMatch(/item 1: .+: it must be \{"attribute": /);
  });

  it("a JSON file whose head is wrong", async () => {
    await json((text) => text.replace('"type": "S"', '"type": "X"'));
    expect((await refusal("restore bad.json")).message).toMatch(/^bad\.json: KeySchema\.0\.type: /);
  });

  it("a backup of a table with another key", async () => {
    expect(await refusal("restore good/shop-dev-notes.json --to tags")).toEqual({
      code: 2,
      message:
        "good/shop-dev-notes.json is of a table with the key (id:S), and table shop-dev-tags has the key (id:S, name:S); choose a table with the same key, or move the items with a migration file that maps them",
    });
  });

  it("two backups of a table", async () => {
    expect(await refusal("restore good")).toEqual({
      code: 2,
      message:
        "good/shop-dev-notes and good/shop-dev-notes.json both are of table shop-dev-notes; name one of them",
    });
  });

  it("several backups for one table", async () => {
    expect((await refusal("restore good --to notes")).message).toBe(
      "good/shop-dev-notes, good/shop-dev-notes.json are of 2 tables, which cannot all go to notes; name one of them",
    );
  });

  it("items whose table is not named", async () => {
    await json(() => '{"Items": [], "Count": 0}');
    expect(await refusal("restore bad.json")).toEqual({
      code: 2,
      message: "bad.json does not say which table it is of; name one with --to <id> or --table <name>",
    });
  });

  it("items whose table is to be made, but whose key is not named", async () => {
    await json(() => '{"Items": [], "Count": 0}');
    expect((await refusal("restore bad.json --table x --make-table")).message).toBe(
      "bad.json does not say the key of its table, as exports of AWS do not; name it with --key, such as --key id or --key id,at:N",
    );
  });

  it("another key than the files say", async () => {
    expect(await refusal("restore good/shop-dev-notes.json --table x --make-table --key id:N")).toEqual({
      code: 2,
      message:
        "good/shop-dev-notes.json is of a table with the key (id:S), and --key says (id:N); omit --key",
    });
  });

  it.each(["restore good/shop-dev-notes.json --key id", "import good/shop-dev-notes --key id"])(
    "a key where no table is to be made: %s",
    async (line) => {
      expect(await refusal(line)).toEqual({
        code: 2,
        message: "--key goes with --make-table or --s3: it is the key of a new table",
      });
    },
  );

  it("a folder that holds none", async () => {
    await shop().file("empty/readme.txt", "");
    expect(await refusal("restore empty")).toEqual({
      code: 2,
      message: "empty holds no backup: no manifest-summary.json, no JSON file of items, no folder with such",
    });
  });

  it("a folder that is not there", async () => {
    expect((await refusal("restore nowhere")).message).toBe(
      "cannot read nowhere: file or folder not found; name what backup or export has written",
    );
  });

  it("no files at all", async () => {
    expect((await refusal("restore")).message).toBe(
      "name what to restore: a folder or file that backup or export has written",
    );
  });

  it("a table that the outputs do not have", async () => {
    expect((await refusal("restore good/shop-dev-notes --to note")).message).toBe(
      'outputs.json has no table "note"; did you mean "notes"? It has: notes, tags; a table that is in no outputs is named with --table',
    );
  });

  it("a table that is neither a name nor an id, and names the near one", async () => {
    const { code, message } = await refusal("restore good/shop-dev-notes --table note");
    expect(message).toMatch(
      /^table note not found in (\S+), nor is it an id in outputs\.json; did you mean "notes"\? Tables in \1: shop-dev-notes, shop-dev-tags; ids in outputs\.json: notes, tags$/,
    );
    expect(code).toBe(3);
  });

  it("a table to be created whose id is in the outputs, since it exists", async () => {
    const { code } = await shop().command("restore good/shop-dev-notes --table notes --make-table");
    expect([code, await shop().ids("notes")]).toEqual([0, ["n1", "n2"]]);
  });

  it.each(["--table notes", "--table shop-dev-notes", "--to notes", "--to shop-dev-notes"])(
    "takes a table's id and its name (%s)",
    async (parameters) => {
      await shop().clear();
      expect((await shop().command(`restore good/shop-dev-notes ${parameters}`)).code).toBe(0);
      expect(await shop().ids("notes")).toEqual(["n1", "n2"]);
    },
  );

  it("a place without a region", async () => {
    await rename(path("outputs.json"), path("moved.json"));
    const { code, message } = await refusal("restore good/shop-dev-notes --table x");
    await rename(path("moved.json"), path("outputs.json"));
    expect(message).toBe(
      "no region is known; name it with --region or AWS_REGION, or name an outputs file with --outputs",
    );
    expect(code).toBe(2);
  });

  it("takes what aws dynamodb scan prints, where the table is named", async () => {
    await json(
      () => '{"Items": [{"id": {"S": "n1"}}], "Count": 1, "ScannedCount": 1, "ConsumedCapacity": null}',
    );
    expect((await shop().command("restore bad.json --to notes")).code).toBe(0);
    expect(await shop().ids("notes")).toEqual(["n1"]);
  });
});
