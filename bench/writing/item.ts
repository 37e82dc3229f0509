import type { Item } from "../../migrations/items/item";

const text = "x".repeat(130);

/** An item of about 200 bytes. */
export function benchItem(number: number): Item {
  return {
    id: { S: `item-${number}` },
    number: { N: String(number) },
    active: { BOOL: number % 2 === 0 },
    text: { S: text },
  };
}

/** The same as a row of a file. */
export function benchRow(number: number): object {
  return { id: `item-${number}`, number, active: number % 2 === 0, text };
}
