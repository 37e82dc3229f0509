import type { Gates } from "../control/control";
import type { WindowCounts } from "../counters/entity-counters";

/** Calls in a window from which an error rate and a 99th percentile mean something. */
const minCalls = 100;

/** Read percentages that a red gate lowers to. */
const steps = [50, 25, 10, 5, 1, 0];

/**
 * Why a window is above a limit, for people; `undefined` if it is within all of them. With fewer than 100 calls of the
 * tables, errors count from the second one, and latency does not count.
 *
 * @param ledgerAge age of the oldest ledger entry in seconds
 */
export function redGate(gates: Gates, window: WindowCounts, ledgerAge: number): string | undefined {
  const { calls, errors } = window.new;
  const p99 = window.latencyP99.new ?? 0;
  if (errors > Math.max(calls * gates.maxErrorRate, calls < minCalls ? 1 : 0))
    return `${errors} of ${calls} calls of the tables failed, more than ${gates.maxErrorRate * 100} %`;
  if (calls >= minCalls && p99 > gates.maxLatencyP99)
    return `p99 latency of the tables ${p99} ms, more than ${gates.maxLatencyP99} ms`;
  if (window.differences > gates.maxDifferences)
    return `${window.differences} differences, more than ${gates.maxDifferences}`;
  if (ledgerAge > gates.maxLedgerAge)
    return `oldest ledger entry ${Math.round(ledgerAge)} s, more than ${gates.maxLedgerAge} s`;
  return undefined;
}

/** The next lower read percentage. */
export function lowerPercent(percent: number): number {
  return steps.find((step) => step < percent) ?? 0;
}
