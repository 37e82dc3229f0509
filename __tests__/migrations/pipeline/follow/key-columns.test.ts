import { expect, it } from "vitest";
import type { Entity } from "../../../../migrations/definition/definition";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { keyColumnsOf } from "../../../../migrations/pipeline/follow/key-columns";

const table: TargetTable = {
  ...{ name: "main", partitionKey: { name: "pk", type: "S" }, sortKey: { name: "sk", type: "S" } },
  ...{ indexes: [], billing: { mode: "on-demand" }, replicaRegions: [] },
};

function entity(rest: Partial<Entity>): Entity {
  return { name: "user", from: { table: "users" }, to: "main", omitNull: false, ...rest };
}

it.each([
  [{ item: { pk: "U#${row.id}", sk: "META", name: "${row.name}" } }, ["id"]],
  [{ item: { pk: "${lower(row.id)}#${row['tenant']}", sk: '${row["a b"]}' } }, ["id", "tenant", "a b"]],
  [{ item: { pk: '${"row." + row.id}', sk: "${'it is row.x'}" } }, ["id"]],
  [{ item: { pk: "${row.id}", sk: "${arrow.x}" } }, ["id"]],
  [{}, ["pk", "sk"]],
  [{ item: { "...": "${row}", pk: "U#${row.id}" } }, ["id", "sk"]],
  [
    {
      items: [
        { omitNull: false, item: { pk: "${row.id}", sk: "A" } },
        { omitNull: false, item: { pk: "${row.id}", sk: "${row.email}" }, where: "${has(row.email)}" },
      ],
    },
    ["id", "email"],
  ],
] satisfies [Partial<Entity>, string[]][])("finds the columns that keys are made of: %j", (rest, columns) => {
  const found = keyColumnsOf(entity(rest), table);
  expect("columns" in found && [...new Set(found.columns)]).toEqual(columns);
});

it.each([
  [{ item: { pk: "${toJson(row)}", sk: "A" } }, "pk is made of the whole row"],
  [{ item: { pk: "${row[env.COLUMN]}", sk: "A" } }, "pk is made of the whole row"],
  [{ item: { "...": "${row.map}", pk: "${row.id}" } }, "sk is made of the whole row"],
  [{ item: { "...": "${row}", pk: "${row.id}" }, omit: ["sk"] }, "sk is made of the whole row"],
  [{ item: () => ({}) }, "its items are made by a function"],
  [
    { items: [{ omitNull: false, forEach: "${row.tags}", item: { pk: "${row.id}", sk: "${each}" } }] },
    "sk of the items of a forEach must start with a text, as in TC#${index}",
  ],
] satisfies [Partial<Entity>, string][])("says why that is not known: %j", (rest, unknown) => {
  expect(keyColumnsOf(entity(rest), table)).toEqual({ unknown });
});
