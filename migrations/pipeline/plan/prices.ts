/** Prices in US dollars, in each region that holds the table. */
export interface Prices {
  /** The month of the list, or `null` where some of them were given. */
  readonly asOf: string | null;
  /** A million write units, on demand. */
  readonly perMillionWriteUnits: number;
  /** A million read units, on demand. */
  readonly perMillionReadUnits: number;
  /** A provisioned write unit for an hour. */
  readonly perWriteUnitHour: number;
  /** A GB of items for a month. */
  readonly perGbMonth: number;
  /** A container with 1 vCPU and 2 GB on Fargate for an hour, as workers on AWS Batch have by default. */
  readonly perWorkerHour: number;
}

/** List prices of us-east-1, for estimates: https://aws.amazon.com/dynamodb/pricing/, https://aws.amazon.com/fargate/pricing/ */
export const listPrices: Prices = {
  asOf: "2025-11",
  perMillionWriteUnits: 0.625,
  perMillionReadUnits: 0.125,
  perWriteUnitHour: 0.00065,
  perGbMonth: 0.25,
  perWorkerHour: 0.04048 + 2 * 0.004445,
};
