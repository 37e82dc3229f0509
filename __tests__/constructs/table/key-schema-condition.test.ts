import { expect, it } from "vitest";
import { Attribute } from "../../../constructs";
import { keySchemaCondition } from "../../../constructs/table/key-schema-condition";

const props = { name: "Posts", partitionKey: Attribute.string("id"), sortKey: Attribute.number("at") };

it("a table's plan stops if the table has another type of a key attribute", () => {
  expect(keySchemaCondition(props).condition).toBe(
    '${alltrue([for a in self.attribute : lookup({"id":"S","at":"N"}, a.name, a.type) == a.type])}',
  );
});

it("a table's plan stops if a local index has another projection", () => {
  const localIndexes = { ByDay: { sortKey: Attribute.string("day"), projection: ["b", "a"] } };
  expect(keySchemaCondition({ ...props, localIndexes }).condition).toContain(
    'lookup({"ByDay":"INCLUDE a b"}, i.name, ',
  );
});

it("the message names the table and the way out", () => {
  expect(keySchemaCondition(props).errorMessage).toMatch(
    /^Posts: .*declare a new table under another id and migrate/,
  );
});
