import { expect, it } from "vitest";
import { loadDefinition } from "../../../migrations/definition/load-definition";
import { loadCel } from "../../../migrations/mapping/expression";
import { itemText } from "../../../migrations/items/item-text";
import { makeTransform } from "../../../migrations/mapping/transform";

const table = { partitionKey: { name: "id", type: "S" as const }, indexes: [] };

it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "an attribute that item calls %s is in the item, and so is one in a map",
  async (name) => {
    const compile = await loadCel();
    const text = `
name: shop
source: { json: . }
entities:
  user:
    from: { file: users }
    to: people
    item: { id: "\${row.id}", "${name}": "\${row.text}", deep: { "${name}": 2 } }
`;
    const { entities } = loadDefinition({ fileName: "migration.yaml", text, env: {}, compile });
    const [outcome] = makeTransform(entities[0]!, table, {}, compile)({ id: "a", text: "b" });
    const item = outcome?.kind === "item" ? outcome.item : {};
    expect(Object.keys(item).toSorted()).toEqual(["id", name, "deep"].toSorted());
    expect(itemText(item)).toContain(`"${name}":{"S":"b"}`);
    expect(itemText(item)).toContain(`"deep":{"M":{"${name}":{"N":"2"}}}`);
  },
);
