import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Entity } from "../../../../migrations/definition/definition";
import { loadDefinition } from "../../../../migrations/definition/load-definition";
import type { ItemChange } from "../../../../migrations/dynamodb/writer/change-writer";
import { UnreachableError } from "../../../../migrations/errors";
import type { Item } from "../../../../migrations/items/item";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { loadCel } from "../../../../migrations/mapping/expression";
import { AuthorityApplier } from "../../../../migrations/pipeline/follow/authority-applier";
import { ChangeApplier } from "../../../../migrations/pipeline/follow/change-applier";
import type { DirtyKey } from "../../../../migrations/pipeline/follow/dirty-keys";
import { FollowedEntity } from "../../../../migrations/pipeline/follow/followed-entity";
import { ForeignWrites } from "../../../../migrations/pipeline/follow/foreign-writes";
import type { FoundRow } from "../../../../migrations/sources/change-log";

const text = `
name: shop
source: { json: . }
entities:
  user:
    from: { file: users }
    to: main
    item: { pk: "U#\${row.id}", name: "\${row.name}" }
`;
const table: TargetTable = {
  ...{ name: "main", partitionKey: { name: "pk", type: "S" }, indexes: [] },
  ...{ billing: { mode: "on-demand" }, replicaRegions: [] },
};

let followed: FollowedEntity;
let rows: Map<string, string>;
let items: Map<string, string>;
let held: ReadonlySet<string>;
let marks: string[][];
let found: string[];
let lookups: number;
let writes: ForeignWrites;

beforeAll(async () => {
  const compile = await loadCel();
  const definition = loadDefinition({ fileName: "migration.yaml", text, env: {}, compile });
  followed = new FollowedEntity(definition.entities[0] as Entity, table, {}, compile);
});

beforeEach(() => {
  rows = new Map();
  items = new Map();
  [held, marks, found, lookups] = [new Set(), [], [], 0];
  writes = new ForeignWrites({
    open: () => Promise.resolve({ settings: comparison(), close: () => Promise.resolve() }),
    marked: () => Promise.resolve(marks),
    found: (entity, keys) => Promise.resolve(void found.push(...keys.map((key) => `${entity} ${key}`))),
  });
});

function comparison() {
  const lookup = {
    ...{ keyColumns: ["id"], uniqueKeys: [["id"]], close: () => Promise.resolve() },
    ownKey: (key: string) => key,
    keyRow: (key: string) => ({ id: (JSON.parse(key) as string[])[0] as string }),
    rowsAt: (keys: readonly string[]): Promise<readonly FoundRow[]> => {
      lookups++;
      const at = keys.flatMap((key) => {
        const [id = ""] = JSON.parse(key) as string[];
        return rows.has(id) ? [{ key, value: { id, name: rows.get(id) as string } }] : [];
      });
      return Promise.resolve(at);
    },
  };
  return {
    entities: new Map([["user", followed]]),
    log: { held: () => Promise.resolve(held) },
    lookups: new Map([["user", lookup]]),
    reader: {
      get: (_table: string, keys: readonly Item[]) =>
        Promise.resolve(
          keys.map(({ pk }): Item | undefined => {
            const name = items.get(pk?.S ?? "");
            return name === undefined ? undefined : { pk: pk as AttributeValue, name: { S: name } };
          }),
        ),
    } as unknown as ConstructorParameters<typeof ChangeApplier>[0]["reader"],
    ranges: { keysAt: () => Promise.resolve([]) } as unknown as ConstructorParameters<
      typeof ChangeApplier
    >[0]["ranges"],
  };
}

function dirty(id: string): DirtyKey {
  const key = JSON.stringify([id]);
  return { entity: "user", key, written: [key], number: 0, since: 0, committedAt: undefined };
}

async function looks(times: number): Promise<void> {
  for (let look = 0; look < times; look++) await writes.look();
}

describe("a row that was written while the tables are the authority", () => {
  it("is foreign if three looks show the same difference without a mark", async () => {
    rows.set("1", "Mallory");
    items.set("U#1", "Ada");
    writes.add([dirty("1")]);
    await looks(2);
    expect(found).toEqual([]);
    await looks(2);
    expect(found).toEqual(['user ["1"]']);
  });

  it("is foreign if another program has deleted it, or added it", async () => {
    items.set("U#1", "Ada");
    rows.set("2", "Mallory");
    writes.add([dirty("1"), dirty("2")]);
    await looks(3);
    expect(found).toEqual(['user ["1"]', 'user ["2"]']);
  });

  it("is not foreign if its items are the row's", async () => {
    rows.set("1", "Ada");
    items.set("U#1", "Ada");
    writes.add([dirty("1")]);
    await looks(4);
    expect(found).toEqual([]);
    expect(lookups).toBe(1);
  });

  it("is not foreign while a write of the application marks it, and counts from there", async () => {
    rows.set("1", "Ada");
    items.set("U#1", "Grace");
    marks = [["2"], ["1"]];
    writes.add([dirty("1")]);
    await looks(5);
    marks = [["2"]];
    await looks(2);
    expect(found).toEqual([]);
    await looks(1);
    expect(found).toEqual(['user ["1"]']);
  });

  it("is not foreign while its difference changes", async () => {
    items.set("U#1", "Ada");
    writes.add([dirty("1")]);
    for (let look = 0; look < 5; look++) {
      rows.set("1", `Ada ${look}`);
      await looks(1);
    }
    rows.set("1", "Ada");
    await looks(3);
    expect(found).toEqual([]);
  });

  it("is looked at from the start if it is written again", async () => {
    rows.set("1", "Mallory");
    items.set("U#1", "Ada");
    writes.add([dirty("1")]);
    await looks(2);
    writes.add([dirty("1")]);
    await looks(2);
    expect(found).toEqual([]);
    await looks(1);
    expect(found).toHaveLength(1);
  });

  it("waits until a reading sees it", async () => {
    items.set("U#1", "Ada");
    rows.set("1", "Ada");
    held = new Set(['["1"]']);
    writes.add([dirty("1")]);
    await looks(4);
    [held] = [new Set()];
    rows.set("1", "Mallory");
    await looks(3);
    expect(found).toEqual(['user ["1"]']);
  });
});

describe("rows that are carried over during a cutover", () => {
  const written: string[] = [];
  const writer = {
    write: (_table: string, _names: readonly string[], changes: readonly ItemChange[]) => {
      written.push(...changes.map(({ key }) => key["pk"]?.S ?? ""));
      return Promise.resolve([]);
    },
  };
  beforeEach(() => void written.splice(0));

  it("are those of entities whose authority is the old store; the others are watched", async () => {
    rows.set("1", "Ada");
    const watched: DirtyKey[] = [];
    let moved = new Set<string>();
    const applier = new AuthorityApplier({
      applier: new ChangeApplier({ ...comparison(), writer }),
      moved: () => Promise.resolve(moved),
      watch: (keys) => {
        watched.push(...keys);
        return [];
      },
    });
    expect((await applier.apply([dirty("1")], 0)).written).toBe(1);
    moved = new Set(["user"]);
    rows.set("1", "Grace");
    expect(await applier.apply([dirty("1")], 0)).toMatchObject({
      written: 0,
      settled: [dirty("1")],
      held: [],
    });
    expect(written).toEqual(["U#1"]);
    expect(watched).toEqual([dirty("1")]);
  });

  it("stay in the log if there is no room to watch them", async () => {
    const applier = new AuthorityApplier({
      applier: new ChangeApplier({ ...comparison(), writer }),
      moved: () => Promise.resolve(new Set(["user"])),
      watch: ([, ...others]) => others,
    });
    const applied = await applier.apply([dirty("1"), dirty("2")], 0);
    expect(applied).toMatchObject({ settled: [dirty("1")], held: [dirty("2")] });
  });

  it("do not touch an item that was there before, and are written once it is gone", async () => {
    const unlessExists = { code: "already-exists", message: "an item has the key" };
    const row = { ...dirty("1"), unlessExists };
    const applier = new ChangeApplier({ ...comparison(), writer });
    items.set("U#1", "Ada");
    rows.set("1", "Grace");
    expect(await applier.apply([row], 0)).toMatchObject({
      written: 0,
      rejected: [{ key: row, rejection: unlessExists }],
    });
    rows.delete("1");
    expect(await applier.apply([row], 0)).toMatchObject({ deleted: 0, rejected: [] });
    expect(written).toEqual([]);
    items.delete("U#1");
    rows.set("1", "Grace");
    expect(await applier.apply([row], 0)).toMatchObject({ written: 1, rejected: [] });
  });

  it("are not written if the control cannot be read", async () => {
    rows.set("1", "Ada");
    const applier = new AuthorityApplier({
      applier: new ChangeApplier({ ...comparison(), writer }),
      moved: () => Promise.reject(new UnreachableError("control-unreachable", "no network")),
      watch: () => [],
    });
    await expect(applier.apply([dirty("1")], 0)).rejects.toThrow("no network");
    expect(written).toEqual([]);
  });
});
