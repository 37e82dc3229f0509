import { InvalidArgumentError } from "commander";
import { listPrices, type Prices } from "../../pipeline/plan/prices";

/** What a price may be given for, in US dollars. */
const kinds = {
  writes: "perMillionWriteUnits",
  reads: "perMillionReadUnits",
  "write-hours": "perWriteUnitHour",
  storage: "perGbMonth",
  "worker-hours": "perWorkerHour",
} as const satisfies Record<string, keyof Prices>;

/** Prices that replace list prices. */
export type PriceOption = Partial<Omit<Prices, "asOf">>;

export const priceHelp =
  "a price in US dollars instead of the list price: writes or reads (a million write or read units), write-hours (a provisioned unit for an hour), storage (a GB for a month) or worker-hours (a container of AWS Batch for an hour), such as writes=0.71; may be given several times";

/** Takes one `kind=price` more, for commander. @throws InvalidArgumentError with what was expected */
export function addPrice(text: string, prices: PriceOption = {}): PriceOption {
  const [, kind, price] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (kind === undefined || !Object.hasOwn(kinds, kind))
    throw new InvalidArgumentError(
      `expected writes=, reads=, write-hours=, storage= or worker-hours= and a price such as 0.71, got "${text}"`,
    );
  return { ...prices, [kinds[kind as keyof typeof kinds]]: Number(price) };
}

/** The list prices, with the given prices instead. */
export function pricesWith(given: PriceOption | undefined): Prices {
  return given ? { ...listPrices, ...given, asOf: null } : listPrices;
}
