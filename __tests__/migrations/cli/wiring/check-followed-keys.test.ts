import { expect, it } from "vitest";
import { checkFollowedKeys, itemKeyColumns } from "../../../../migrations/cli/wiring/check-followed-keys";
import type { Migration } from "../../../../migrations/cli/wiring/open-migration";
import { loadDefinition } from "../../../../migrations/definition/load-definition";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { loadCel } from "../../../../migrations/mapping/expression";
import { FollowedEntity } from "../../../../migrations/pipeline/follow/followed-entity";

const table: TargetTable = {
  ...{ name: "main", partitionKey: { name: "pk", type: "S" }, sortKey: { name: "sk", type: "S" } },
  ...{ indexes: [], billing: { mode: "on-demand" }, replicaRegions: [] },
};

/** Checks the first of some entities, whose table `t` has the primary key `id` and a unique index. */
async function check(...entities: readonly string[]): Promise<void> {
  const compile = await loadCel();
  const lines = entities.map((rules, index) => `  e${index}: { from: { table: t }, to: main, ${rules} }`);
  const text = ["name: shop", "source: { mysql: mysql://u:p@127.0.0.1/d }", "entities:", ...lines].join("\n");
  const definition = loadDefinition({ fileName: "migration.yaml", text, env: {}, compile });
  const followed = definition.entities
    .slice(0, 1)
    .map((entity) => new FollowedEntity(entity, table, {}, compile));
  const source = {
    lookup: (_from: object, _signal: unknown, added: readonly string[]) =>
      Promise.resolve({
        keyColumns: [...new Set(["id", ...added])],
        uniqueKeys: [["id"], ["site", "number"]],
        close: () => Promise.resolve(),
      }),
  };
  await checkFollowedKeys({ source, definition } as unknown as Migration, followed);
}

it.each([
  'item: { pk: "${row.id}", sk: A }',
  'item: { pk: "${row.owner}", sk: "${row.id}" }',
  'item: { pk: "${row.site}", sk: "${row.number}" }',
  'items: [{ forEach: "${row.tags}", item: { pk: "P#${row.site}#${row.number}", sk: "TAG#${each}" } }]',
])("accepts keys that tell the items of one row from those of others: %s", async (rules) => {
  await expect(check(rules)).resolves.toBeUndefined();
});

it.each([
  [
    'item: { pk: "${row.owner}", sk: A }',
    "several rows may have the same items: keys are made of owner; they must contain id or site, number",
  ],
  [
    'items: [{ forEach: "${row.tags}", item: { pk: "P#${row.site}", sk: "TAG#${each}" } }]',
    "several rows may have the same items: keys are made of site; they must contain id or site, number",
  ],
  ['items: [{ forEach: "${row.tags}", item: { pk: "${row.id}", sk: "${each}" } }]', "must start with a text"],
  [
    'items: [{ item: { pk: "${row.id}", sk: "TAG#0#${row.id}" } }, { forEach: "${row.tags}", item: { pk: "${row.id}", sk: "TAG#${each}" } }]',
    "the keys of items of e0 may start like those of its forEach (${row.id}, TAG#)",
  ],
])("refuses others: %s", async (rules, message) => {
  await expect(check(rules)).rejects.toMatchObject({
    code: "follow-impossible",
    message: expect.stringContaining(message) as string,
  });
});

it("refuses a forEach whose items may be taken for those of another entity", async () => {
  const list = 'items: [{ forEach: "${row.tags}", item: { pk: "P#${row.id}", sk: "TAG#${each}" } }]';
  await expect(check(list, 'item: { pk: "Q#${row.id}", sk: "TAG#1" }')).resolves.toBeUndefined();
  await expect(check(list, 'item: { pk: "P#${row.id}", sk: "TAG#X" }, sharesKeysWith: [e0]')).rejects.toThrow(
    "the keys of items of e1 may start like those",
  );
});

it("adds no columns if the keys are made by a function", async () => {
  const compile = await loadCel();
  const entity = { name: "e", from: { table: "t" }, to: "main", omitNull: false, item: () => ({}) };
  expect(itemKeyColumns(new FollowedEntity(entity, table, {}, compile))).toEqual([]);
});
