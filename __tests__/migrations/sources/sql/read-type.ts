import { expect } from "vitest";
import { marshal } from "../../../../migrations/items/marshal";
import type { Item } from "../../../../migrations/items/item";
import type { Row, RowValue } from "../../../../migrations/items/row";
import { unmarshal } from "../../../../migrations/items/unmarshal";
import type { DatabaseAtTest } from "./database";
import { readValues } from "../read-rows";

/** Expects what a column of the only row of `t (id, v)` is read as, from the table and from a query. */
export async function expectReadAs(database: DatabaseAtTest, value: RowValue): Promise<void> {
  const rows = [{ id: 1, v: value }];
  expect(await readValues(database.source(), { table: "t" })).toEqual(rows);
  expect(await readValues(database.source(), { query: "SELECT * FROM t", key: "id" })).toEqual(rows);
}

/** Expects which item the only row of `t` becomes, and that it is the same after it was read back. */
export async function expectItem(database: DatabaseAtTest, expected: Item): Promise<void> {
  const [row] = await readValues(database.source(), { table: "t" });
  const item = marshal(row as Row);
  expect(item).toEqual(expected);
  expect(marshal(unmarshal(item))).toEqual(item);
}
