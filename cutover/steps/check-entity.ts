import type { ControlEvent, EntityControl } from "../control/control";
import { authorityIn } from "../phase";
import { type Check, fails, holds } from "./check";
import { checkExpectation, checkRevision } from "./check-processes";
import { observeProcesses, type ObservedProcess } from "./observe-processes";
import type { Step } from "./step";

/**
 * Observes the processes, and checks them and what the control says. Processes that have not polled since the last change
 * of the control are given one more poll.
 */
export async function checkProcesses(
  step: Step,
  control: EntityControl,
  { expectation }: { readonly expectation: boolean },
): Promise<readonly ObservedProcess[]> {
  const { settings, lease } = step;
  const observe = () => observeProcesses({ ...settings, leaseMilliseconds: lease });
  let processes = await observe();
  const isOnlyLate = processes.every(({ state }) => state === "live");
  if (isOnlyLate && !checkRevision(control, processes).ok) processes = await observe();
  step.add(checkRevision(control, processes));
  if (expectation) step.add(checkExpectation(settings.expect, processes));
  return processes;
}

/** Whether nobody else is flipping. */
export function checkFreeze({ freeze, entity }: EntityControl): readonly Check[] {
  if (!freeze) return [];
  return [
    fails(
      "freeze",
      `a flip to ${freeze.to} by ${freeze.by} is under way`,
      `wait for its end; if its command was killed, lift it with cutover flip --entity ${entity} --thaw`,
    ),
  ];
}

/** Whether a ledger entry was lost, so that the stores may differ without a mark. */
export function checkUnverified({ unverified, mode, phase, entity }: EntityControl): Check {
  if (!unverified) return holds("unverified", "every change is marked in the ledger or settled");
  const remedy =
    authorityIn(phase) === "new"
      ? `run cutover repair --all --entity ${entity}`
      : mode === "dual"
        ? "run cutover repair --all, or verify"
        : "run verify --live";
  return fails(
    "unverified",
    `since ${unverified.at} records may differ without a mark: ${unverified.reason}`,
    `${remedy}; it must start 20 minutes after that time or later`,
  );
}

/** Whether every record was copied since the entity entered its mode's phase. @param events newest first */
export function checkBackfill(events: readonly ControlEvent[], { entity }: EntityControl): Check {
  const done = lastOf(events, "backfilled");
  const start = events.findIndex(({ kind, change }) => kind === "phase" && change.endsWith(" → dual"));
  if (done !== -1 && (start === -1 || done < start))
    return holds("backfill", `finished at ${events[done]?.at}: ${events[done]?.change}`);
  return fails(
    "backfill",
    "not every record was copied to the tables since the phase dual was entered",
    `run cutover repair --all --entity ${entity}`,
  );
}

/** Whether a comparison found no difference since the last backfill and the last flip. @param events newest first */
export function checkVerified(events: readonly ControlEvent[], { mode, entity }: EntityControl): Check {
  const verified = lastOf(events, "verified");
  const before = [lastOf(events, "backfilled"), lastOf(events, "flip")].filter((index) => index !== -1);
  if (verified !== -1 && before.every((index) => verified < index))
    return holds("verified", `no differences at ${events[verified]?.at}`);
  const found =
    verified === -1
      ? "no comparison without differences is recorded"
      : "the stores were not compared since the last backfill or flip";
  const remedy =
    mode === "follow"
      ? "run verify --live with the same outputs"
      : `run cutover repair --all --entity ${entity} until it finds no differences; or verify, while nothing writes`;
  return fails("verified", found, remedy);
}

/** The index of the newest event of a kind; -1 if there is none. */
function lastOf(events: readonly ControlEvent[], kind: ControlEvent["kind"]): number {
  return events.findIndex((event) => event.kind === kind);
}
