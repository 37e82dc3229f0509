/** List prices in US dollars, us-east-1, for estimates: https://aws.amazon.com/dynamodb/pricing/ */
export const prices = {
  /** The date of the price list. */
  asOf: "2025-11",
  perMillionWriteUnits: 0.625,
  perGbMonth: 0.25,
} as const;

/** What writing costs once, on demand, in each region that holds the table. */
export function writeCost(writeUnits: number, regions: number): number {
  return (writeUnits / 1_000_000) * prices.perMillionWriteUnits * regions;
}

/** What keeping the data costs a month, in each region that holds the table. */
export function storageCost(bytes: number, regions: number): number {
  return (bytes / 1024 ** 3) * prices.perGbMonth * regions;
}
