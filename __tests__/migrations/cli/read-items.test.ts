import { beforeEach, expect, it } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

const tags: Item[] = [
  ...["a", "ab", "b", "c"].map((name) => ({ id: { S: "n1" }, name: { S: name }, n: { N: "1.50" } })),
  { id: { S: "n2" }, name: { S: "a" }, n: { S: "no number" } },
];

describeWith("tables get, query, scan, count, find and diff", findDynalite, (dynalite) => {
  const shop = useWorkspace(dynalite, {});

  beforeEach(async () => {
    for (const tag of tags) await shop().put("tags", tag);
  });

  const names = async (line: string): Promise<unknown> => {
    const { code, out } = await shop().command(`${line} --json`);
    const { items, isComplete } = JSON.parse(out) as { items: Item[]; isComplete: boolean };
    return [code, items.map(({ name }) => name?.S).join(" "), isComplete];
  };

  it("gets an item by its key, with types", async () => {
    const { error } = await shop().command("tables get tags id=n1 name=ab");
    expect(error).toEqual(["item 1", '  id: {"S":"n1"}', '  n: {"N":"1.5"}', '  name: {"S":"ab"}']);
    expect(await shop().command("tables get tags id=n1 name=x")).toMatchObject({
      code: 1,
      error: ["No item found"],
    });
    expect(await shop().command("tables get tags id=n1")).toMatchObject({
      ...{ code: 2, errorCode: "key-condition-invalid" },
      error: ["tables get takes the whole key, such as id=… name=…"],
    });
  });

  it("queries a partition by a condition on the sort key", async () => {
    expect(await names("tables query tags id=n1")).toEqual([0, "a ab b c", true]);
    expect(await names("tables query tags id=n1 name^=a")).toEqual([0, "a ab", true]);
    expect(await names("tables query tags id=n1 name=ab..b")).toEqual([0, "ab b", true]);
    expect(await names("tables query tags id=n1 name>=b --reverse")).toEqual([0, "c b", true]);
    expect(await names("tables query tags id=n1 --limit 3")).toEqual([0, "a ab b", false]);
    expect(await names("tables query tags id=n1 --limit 4")).toEqual([0, "a ab b c", true]);
    expect(await names("tables query tags id=n1 --where 'row.name.size() == 1'")).toEqual([0, "a b c", true]);
  });

  it("queries an index", async () => {
    await shop().put("notes", { id: { S: "x" }, rank: { N: "7" } });
    const { out } = await shop().command("tables query notes rank=7 --index RankIndex --json");
    expect(JSON.parse(out)).toMatchObject({ items: [{ id: { S: "x" } }] });
    expect((await shop().command("tables query notes rank=x --index RankIndex")).error).toEqual([
      'rank is a number, got "x"',
    ]);
    expect((await shop().command("tables query notes rank=7 --index Rank")).error[0]).toContain(
      'table shop-dev-notes has no index "Rank"; it has: RankIndex',
    );
  });

  it("finds the items that match, and shows how the items are spread over the segments", async () => {
    const { code, error } = await shop().command('find tags --where row.id=="n1" --segments 2');
    expect(code).toBe(0);
    expect(error).toContain("item 4");
    expect(error).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ {2}segment {2}items {2}matches +size$/),
        expect.stringMatching(/^5 items \(\d+ bytes\) scanned, 4 matches$/),
        expect.stringMatching(/^Skew: the largest segment has [12]\.\d times the average number of items$/),
        "Partition keys with the most matches: n1 (4)",
      ]),
    );
    expect((await shop().command("tables scan tags --limit 2 --segments 1")).error.join(" ")).toContain(
      "2 items (32 bytes) scanned, 2 matches; the scan ended at --limit",
    );
  });

  it("counts, and says for how many items the filter cannot be evaluated", async () => {
    const { code, out } = await shop().command("count tags --where 'row.n > 1.0' --segments 3 --json");
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { items: 5, matched: 4, failed: 1, largestPartitions: [{ key: "n1", items: 4 }] },
    ]);
    const { error } = await shop().command("count tags --where 'row.nothing == 1'");
    expect(error.at(-1)).toMatch(
      /could not be evaluated for 5 items: .*; to exclude such items, write has\(row\.nothing\) && …$/,
    );
    expect((await shop().command("count tags --where 'row.n >'")).errorCode).toBe("change-invalid");
  });

  it("compares two tables, one of them by its address", async () => {
    await shop().makeOldTable("old-notes", [
      { id: { S: "a" }, n: { N: "1" } },
      { id: { S: "b" } },
      { id: { S: "c" } },
    ]);
    const changed: Item[] = [
      { id: { S: "a" }, n: { N: "1.0" } },
      { id: { S: "b" }, x: { S: "y" } },
      { id: { S: "d" } },
    ];
    for (const item of changed) await shop().put("notes", item);
    const { code, error } = await shop().command(`diff notes dynamodb:${shop().endpoint}/old-notes`);
    expect([code, error.slice(2)]).toEqual([
      1,
      [
        "3 differences between the tables",
        `first: ${shop().endpoint} shop-dev-notes`,
        `second: ${shop().endpoint} old-notes`,
        "         first  second  only in the first  only in the second  different",
        "  items      3       3                  1                   1          1",
        'only in the first: {"id":"d"}',
        'differs: {"id":"b"} in x',
        'only in the second: {"id":"c"}',
      ],
    ]);
    expect((await shop().command("diff notes notes --json")).code).toBe(0);
    expect((await shop().command("diff notes tags")).errorCode).toBe("key-differs");
    expect((await shop().command("diff notes dynamodb:Eu/notes")).errorCode).toBe("table-address-invalid");
  });

  it("creates the tables of the outputs that do not exist, with their indexes", async () => {
    await shop().deleteTable("shop-dev-notes");
    await expect.poll(() => shop().tableNames()).toEqual(["shop-dev-tags"]);
    const { code, out } = await shop().command("tables create --from outputs --json");
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        tables: [
          { table: "shop-dev-notes", outcome: "created" },
          { table: "shop-dev-tags", outcome: "present" },
        ],
      },
    ]);
    expect((await shop().command("tables describe notes")).error.join("\n")).toContain(
      "RankIndex (rank:N), ALL",
    );
  });

  it("creates the table of a backup, and refuses one that exists with another key", async () => {
    await shop().command("backup --table tags --to copy");
    await shop().deleteTable("shop-dev-tags");
    await expect.poll(() => shop().tableNames()).toEqual(["shop-dev-notes"]);
    const { error: lines } = await shop().command("tables create --from copy");
    // A table that is not ready at once is waited for.
    const [first] = lines.filter((line) => line !== "table shop-dev-tags: CREATING");
    expect(first).toBe("shop-dev-tags: created");
    await shop().deleteTable("shop-dev-tags");
    await expect.poll(() => shop().tableNames()).toEqual(["shop-dev-notes"]);
    await shop().makeOldTable("shop-dev-tags", []);
    const { code, error } = await shop().command("tables create tags --from outputs");
    expect([code, error[0]]).toEqual([
      2,
      `table shop-dev-tags exists in ${shop().endpoint} with other keys: expected id:S, name:S, found id:S`,
    ]);
  });
});
