import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ItemReader } from "../../../../migrations/dynamodb/reader/item-reader";
import type { ReaderSettings } from "../../../../migrations/pipeline/read/entity-reader";
import { runMigration } from "../../../../migrations/pipeline/run/run";
import { sampleMigration } from "../../../../migrations/pipeline/verify/sample";
import { verifyMigration } from "../../../../migrations/pipeline/verify/verify";
import type { Item } from "../../../../migrations/items/item";
import type { Difference } from "../../../../migrations/pipeline/verify/difference";
import { repacked } from "../../mapping/repacked";
import { idOf } from "../../dynamodb/writer/scripted-wire";
import { people, readerOf, runSettings, shop, silent, tables } from "../shop";

const text = (index: number): string => `<p>word ${index}</p>`.repeat(50);
const users = Array.from({ length: 20 }, (_, index) => ({
  id: `u${index}`,
  hidden: false,
  page: text(index),
}));
const guests = Array.from({ length: 20 }, (_, index) => ({
  id: `g${index}`,
  note: text(index),
  page: "small",
}));

/** Users' pages are packed, and guests' notes. */
async function shopThatPacks(): Promise<ReaderSettings> {
  const reader = await shop({ users: { rows: users }, guests: { rows: guests } });
  const entities = reader.definition.entities.map((entity) => ({
    ...entity,
    oversize: { over: 400, compress: [entity.name === "guest" ? "note" : "page"] },
  }));
  return { ...reader, definition: { ...reader.definition, entities } };
}

let reader: ReaderSettings;
/** What a run wrote. */
let stored: Map<string, Item>;
beforeEach(async () => {
  reader = await shopThatPacks();
  const to = tables();
  await runMigration(runSettings(reader, to));
  stored = to[people.name]!.stored;
});

/** The items as another zlib packs them. */
function packedElsewhere(): Map<string, Item> {
  const anew = (item: Item) =>
    repacked(item, item["page#encoding"] ? "page" : "note", { level: 1, memLevel: 1 });
  return new Map([...stored].map(([id, item]) => [id, anew(item)]));
}

async function verify(items: Map<string, Item>) {
  const differences: Difference[] = [];
  let scans = 0;
  const [result] = await verifyMigration({
    ...reader,
    entities: ["user", "guest"],
    readerFor: () => (scans++, readerOf(items)),
    onDifference: (difference) => differences.push(difference),
    now: () => new Date(0),
    observer: silent,
  });
  return { result, differences, scans };
}

async function sample(items: Map<string, Item>) {
  const differences: Difference[] = [];
  const lookup: ItemReader = {
    get: (_table, keys) => Promise.resolve(keys.map((key) => items.get(key["id"]?.S as string))),
  };
  const [result] = await sampleMigration({
    ...reader,
    ...{ entities: ["user", "guest"], items: 100, reader: lookup, random: () => 0, observer: silent },
    onDifference: (difference) => differences.push(difference),
    now: () => new Date(0),
  });
  return { result, differences };
}

/** A user's item with another page. */
function edited(page: Item): Map<string, Item> {
  return packedElsewhere().set("u3", { ...stored.get("u3"), ...page });
}

const changed = (id: string, ...attributes: string[]): Difference[] => [
  { kind: "changed", table: "shop-people", key: { id }, attributes },
];
const packedText = (page: string): Item => ({ page: { B: gzipSync(page) } });

describe("packed items", () => {
  it("are the same where another zlib packed them, and are read once", async () => {
    const items = packedElsewhere();
    expect(items.get("u3")?.["page"]?.B).not.toEqual(stored.get("u3")?.["page"]?.B);
    const { result, differences, scans } = await verify(items);
    expect(differences).toEqual([]);
    expect(result).toMatchObject({ expected: 40, found: 40, changed: 0 });
    expect(scans).toBe(1);
  });

  it("are the same in a sample where another zlib packed them", async () => {
    const { result, differences } = await sample(packedElsewhere());
    expect(differences).toEqual([]);
    expect(result).toMatchObject({ sampled: 40, found: 40, changed: 0 });
  });

  it.each<[string, Item, string[]]>([
    ["another text", packedText(`${text(3)}.`), ["page"]],
    ["a gzip that is cut off", { page: { B: gzipSync(text(3)).subarray(0, -1) } }, ["page"]],
    ["no gzip", { page: { B: Buffer.from(text(3)) } }, ["page"]],
    ["the text unpacked, beside its marker", { page: { S: text(3) } }, ["page"]],
    ["another marker", { "page#encoding": { S: "binary+gzip" } }, ["page#encoding"]],
    ["another attribute", { more: { BOOL: true } }, ["more"]],
  ])("are found and named where one has %s, and no other item is", async (_what, page, attributes) => {
    expect((await verify(edited(page))).differences).toEqual(changed("u3", ...attributes));
    expect((await sample(edited(page))).differences).toEqual(changed("u3", ...attributes));
  });

  it("differ from what holds the same and is not packed, since a program that reads them sees other attributes", async () => {
    const items = packedElsewhere().set("u3", {
      id: { S: "u3" },
      hidden: { BOOL: false },
      page: { S: text(3) },
    });
    expect((await verify(items)).differences).toEqual(changed("u3", "page", "page#encoding"));
  });

  it("are no conflict for a run that goes on with another zlib, unless they hold something else", async () => {
    const to = tables();
    const items = edited(packedText("other"));
    vi.spyOn(to[people.name]!, "put").mockImplementation((puts) =>
      Promise.resolve({
        outcomes: puts.map(({ item }) => ({ kind: "exists", stored: items.get(idOf(item))! })),
      }),
    );
    const { entities } = await runMigration(runSettings(reader, to, { conflict: "fail" }));
    expect(entities.slice(0, 2).map(({ tally }) => tally)).toMatchObject([
      { skipped: 19, rejectedBy: { "already-exists": 1 } },
      { skipped: 20, rejectedBy: {} },
    ]);
  });
});
