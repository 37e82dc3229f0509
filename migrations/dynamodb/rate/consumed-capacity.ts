import { isObject } from "../client/attribute-shape";
import type { ConsumedUnits } from "./consumed-units";

/**
 * Units of the table and of each index, from the member `ConsumedCapacity` of a response to a request with
 * `ReturnConsumedCapacity: INDEXES`; `undefined` if the response does not say.
 */
export function consumedUnits(capacity: unknown): ConsumedUnits | undefined {
  const total = unitsIn(capacity);
  if (total === undefined || !isObject(capacity)) return undefined;
  const indexes = new Map([
    ...unitsByIndex(capacity["GlobalSecondaryIndexes"]),
    ...unitsByIndex(capacity["LocalSecondaryIndexes"]),
  ]);
  const ofIndexes = [...indexes.values()].reduce((sum, units) => sum + units, 0);
  return {
    table: unitsIn(capacity["Table"]) ?? total - ofIndexes,
    indexes: Object.fromEntries(indexes),
  };
}

function unitsByIndex(indexes: unknown): [name: string, units: number][] {
  if (!isObject(indexes)) return [];
  return Object.entries(indexes).map(([name, capacity]) => [name, unitsIn(capacity) ?? 0]);
}

function unitsIn(capacity: unknown): number | undefined {
  const units = isObject(capacity) ? capacity["CapacityUnits"] : undefined;
  return typeof units === "number" ? units : undefined;
}

/** Several requests' units together; `undefined` if those of one are not known. */
export function sumOfUnits(all: readonly (ConsumedUnits | undefined)[]): ConsumedUnits | undefined {
  let table = 0;
  const indexes = new Map<string, number>();
  for (const one of all) {
    if (one === undefined) return undefined;
    table += one.table;
    for (const [name, units] of Object.entries(one.indexes))
      indexes.set(name, (indexes.get(name) ?? 0) + units);
  }
  return { table, indexes: Object.fromEntries(indexes) };
}
