import type { ConsumedUnits } from "./wire";

interface Capacity {
  readonly CapacityUnits?: number;
}

/** The member `ConsumedCapacity` of an answer, with `ReturnConsumedCapacity: INDEXES`. */
export interface ConsumedCapacity extends Capacity {
  readonly Table?: Capacity;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
  readonly LocalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
}

/** Units of the table and of each index; `undefined` where the answer does not say. */
export function consumedUnits(capacity: ConsumedCapacity | undefined): ConsumedUnits | undefined {
  if (capacity?.CapacityUnits === undefined) return undefined;
  const indexes = Object.entries({
    ...capacity.GlobalSecondaryIndexes,
    ...capacity.LocalSecondaryIndexes,
  }).map(([name, { CapacityUnits = 0 }]) => [name, CapacityUnits] as const);
  const ofIndexes = indexes.reduce((sum, [, units]) => sum + units, 0);
  return {
    table: capacity.Table?.CapacityUnits ?? capacity.CapacityUnits - ofIndexes,
    indexes: Object.fromEntries(indexes),
  };
}

/** Several requests' units together; `undefined` where those of one are not known. */
export function sumOfUnits(all: readonly (ConsumedUnits | undefined)[]): ConsumedUnits | undefined {
  let table = 0;
  const indexes: Record<string, number> = {};
  for (const one of all) {
    if (one === undefined) return undefined;
    table += one.table;
    for (const [name, units] of Object.entries(one.indexes)) indexes[name] = (indexes[name] ?? 0) + units;
  }
  return { table, indexes };
}
