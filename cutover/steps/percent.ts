import { CutoverError } from "../errors";
import { fails, holds } from "./check";
import { checkFreeze, checkProcesses, checkUnverified, checkVerified } from "./check-entity";
import { checkGates, readGates } from "./check-gates";
import { unknownFacts } from "./facts";
import { readLedger } from "./ledger-state";
import { Step, type StepResult, type StepSettings } from "./step";

/** Which keys are read from the tables. */
export interface ReadShare {
  /** 0 to 100, with at most two decimals. @default as it is */
  readonly percent?: number;
  /** Keys that are read from the tables whatever the percentage. */
  readonly allow?: readonly string[];
  /** Keys that are never read from the tables. */
  readonly deny?: readonly string[];
  /** Keys to remove from both lists. */
  readonly forget?: readonly string[];
}

/** Changes which keys are read from the tables. Lowering the percentage is safe at any time, and needs no check. */
export async function percent(settings: StepSettings, share: ReadShare): Promise<StepResult> {
  const step = new Step(settings);
  const current = await step.current();
  const wanted = share.percent ?? current.percent;
  if (!(wanted >= 0 && wanted <= 100) || Math.abs(Math.round(wanted * 100) - wanted * 100) > 1e-9)
    throw new CutoverError(
      `the percentage must be from 0 to 100 with at most two decimals, got ${wanted}`,
      false,
    );
  const next = { ...current, percent: wanted, ...lists(current, share) };
  const isMore = wanted > current.percent || (share.allow ?? []).length > 0;
  const isRead = next.percent > 0 || next.allow.length > 0;
  if (isRead && current.phase !== "shadow")
    step.add(
      fails(
        "phase",
        `a percentage applies in the phase shadow, and ${current.entity} is in ${current.phase}`,
        current.phase === "new" || current.phase === "new-only"
          ? "none: all keys are read from the tables already"
          : `enter shadow first, with cutover advance --entity ${current.entity}`,
      ),
    );
  else if (isMore) await checkMore(step, current);
  else step.add(holds("phase", "no more keys than before are read from the tables"));
  return step.finish(current, next, changeText(current, next));
}

async function checkMore(step: Step, current: Parameters<typeof checkFreeze>[0]): Promise<void> {
  const { facts = unknownFacts(current), control, ledger, clock } = step.settings;
  step.add(...checkFreeze(current));
  const processes = await checkProcesses(step, current, { expectation: false });
  step.add(
    ...(await facts.rows()),
    checkUnverified(current),
    checkVerified(await control.history(current.entity), current),
    checkGates(readGates(current, processes, await readLedger(ledger, current.entity, clock))),
  );
}

type Lists = Pick<Parameters<typeof checkFreeze>[0], "allow" | "deny">;

/** A key is in one of the lists at most: in the one that was named last. */
function lists(current: Lists, { allow = [], deny = [], forget = [] }: ReadShare): Lists {
  const kept = (keys: readonly string[], others: readonly string[]): string[] =>
    keys.filter((key) => !forget.includes(key) && !others.includes(key));
  return {
    allow: [...new Set([...kept(current.allow, deny), ...allow])],
    deny: [...new Set([...kept(current.deny, allow), ...deny])],
  };
}

function changeText(before: Lists & { percent: number }, after: Lists & { percent: number }): string {
  const parts = [
    ...(before.percent === after.percent ? [] : [`read percentage ${before.percent} → ${after.percent}`]),
    ...listText("allow", before.allow, after.allow),
    ...listText("deny", before.deny, after.deny),
  ];
  return parts.join(", ") || "none";
}

function listText(name: string, before: readonly string[], after: readonly string[]): string[] {
  const added = after.filter((key) => !before.includes(key));
  const removed = before.filter((key) => !after.includes(key));
  return [...added.map((key) => `${name} +${key}`), ...removed.map((key) => `${name} -${key}`)];
}
