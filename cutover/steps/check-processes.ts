import type { EntityControl } from "../control/control";
import { type Check, fails, holds } from "./check";
import type { ObservedProcess } from "./observe-processes";
import type { Expectation } from "./step";

/** Whether every live process acts by the current revision. */
export function checkRevision(
  { entity, revision }: EntityControl,
  processes: readonly ObservedProcess[],
): Check {
  const name = "processes";
  const live = processes.filter(({ state }) => state === "live");
  const silent = processes.filter(({ state }) => state === "silent");
  if (silent.length > 0)
    return fails(
      name,
      `not reporting: ${labels(silent)}`,
      "wait until they report, or end them and wait for the lease of 30 s",
    );
  const late = live.filter(({ last }) => last?.revision !== revision);
  if (late.length > 0)
    return fails(
      name,
      `not yet at revision ${revision} of ${entity}: ${late.map(({ label, last }) => `${label} (at ${last?.revision ?? "none"})`).join(", ")}`,
      "wait for their next poll (5 s), then repeat the command; restart a process that stays",
    );
  const ended = processes.filter(({ state }) => state === "ended");
  const without = ended.length === 0 ? "" : `; ended without leaving: ${labels(ended)}`;
  if (live.length === 0) return holds(name, `no process uses ${entity} now${without}`);
  return holds(name, `${processCount(live.length)} at revision ${revision}: ${labels(live)}${without}`);
}

/** Whether those are all processes that the operator knows of. */
export function checkExpectation(
  expect: Expectation | undefined,
  processes: readonly ObservedProcess[],
): Check {
  const name = "expected-processes";
  const live = processes.filter(({ state }) => state === "live").length;
  if (expect === undefined)
    return fails(
      name,
      "a process that has never reported, such as a scheduled job or a frozen Lambda function, cannot be seen",
      `say how many processes there are with --expect-processes ${live}, or that there are no others with --no-others`,
    );
  if (expect === "no-others") return holds(name, `no other processes than the ${live} that report`);
  if (expect.processes === live) return holds(name, `${processCount(live)} expected, and ${live} report`);
  return fails(
    name,
    `${processCount(expect.processes)} expected, ${live} report${live > 0 ? `: ${labels(processes.filter(({ state }) => state === "live"))}` : ""}`,
    live < expect.processes
      ? "start those that are missing, or check that they use this control"
      : "correct --expect-processes, or end those that should not run",
  );
}

function labels(processes: readonly ObservedProcess[]): string {
  return processes.map(({ label }) => label).join(", ");
}

function processCount(count: number): string {
  return count === 1 ? "1 process" : `${count} processes`;
}
