import type { Gates } from "./control";

/** Limits unless others are set. */
export const defaultGates: Gates = {
  maxErrorRate: 0.001,
  maxLatencyP99: 100,
  maxDifferences: 0,
  maxLedgerAge: 60,
};
