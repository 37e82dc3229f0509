import type { EntityControl } from "../control/control";
import { type Check, fails, holds } from "./check";
import type { LedgerState } from "./ledger-state";
import type { ObservedProcess } from "./observe-processes";

/** What of a gate was measured, and its limit. */
export interface GateReading {
  readonly gate: "error-rate" | "latency-p99" | "differences" | "ledger-age";
  readonly value: number;
  readonly limit: number;
  /** For people: `p99 of the tables 12 ms (limit 100 ms)`. */
  readonly text: string;
  /** What to do if it is red, in the imperative. */
  readonly fix: string;
}

const fixes: Readonly<Record<GateReading["gate"], string>> = {
  "error-rate":
    "read the errors of the tables in the application's log (throttling, permissions, the network) and fix their cause",
  "latency-p99":
    "look for throttled requests and slow hosts in CloudWatch; raise the limit with --max-latency-p99 if the latency is normal for these tables",
  differences:
    "read the events of kind difference in the application's log: they name keys and attributes; correct the mapping or the native operation, then run cutover repair --all",
  "ledger-age":
    "read why copies to the other store fail in the application's log; if a process was killed, run cutover repair",
};

/** Measures an entity's gates over the reports that were observed, and its ledger. */
export function readGates(
  { gates }: EntityControl,
  processes: readonly ObservedProcess[],
  ledger: LedgerState,
): readonly GateReading[] {
  const live = processes.filter(({ state }) => state === "live");
  const between = (figure: (report: NonNullable<ObservedProcess["last"]>) => number): number =>
    live.reduce((sum, { first, last }) => sum + (last ? figure(last) : 0) - (first ? figure(first) : 0), 0);
  const errors = between((report) => report.errors.new);
  const calls = between((report) => report.reads.new + report.writes + report.compared);
  const rate = errors === 0 ? 0 : errors / Math.max(calls, errors);
  const latency = Math.max(0, ...live.map(({ last }) => last?.latencyP99.new ?? 0));
  const differences = between((report) => report.differences);
  const share = (value: number): string => `${Number((value * 100).toPrecision(3))} %`;
  const readings: readonly Omit<GateReading, "fix">[] = [
    {
      ...{ gate: "error-rate", value: rate, limit: gates.maxErrorRate },
      text: `errors of the tables ${share(rate)} (limit ${share(gates.maxErrorRate)})`,
    },
    {
      ...{ gate: "latency-p99", value: latency, limit: gates.maxLatencyP99 },
      text: `p99 of the tables ${Math.round(latency)} ms (limit ${gates.maxLatencyP99} ms)`,
    },
    {
      ...{ gate: "differences", value: differences, limit: gates.maxDifferences },
      text: `differences ${differences} (limit ${gates.maxDifferences})`,
    },
    {
      ...{ gate: "ledger-age", value: ledger.oldestSeconds, limit: gates.maxLedgerAge },
      text: `ledger age ${Math.round(ledger.oldestSeconds)} s (limit ${gates.maxLedgerAge} s)`,
    },
  ];
  return readings.map((reading) => ({ ...reading, fix: fixes[reading.gate] }));
}

export function isRed({ value, limit }: Pick<GateReading, "value" | "limit">): boolean {
  return value > limit;
}

/** Whether all gates are green. */
export function checkGates(readings: readonly GateReading[]): Check {
  const red = readings.filter(isRed);
  if (red.length === 0) return holds("gates", `green: ${readings.map(({ text }) => text).join(", ")}`);
  return fails(
    "gates",
    `red: ${red.map(({ text }) => text).join(", ")}`,
    "find the cause (cutover watch, the application's log), or change a limit with cutover gates",
  );
}
