import { isRed } from "../../cutover/steps/check-gates";
import type { EntityStatus } from "../../cutover/steps/status";

/** Something about a cutover that is not as it should be. */
export interface CutoverProblem {
  /** `wrong`: somebody has to act. `notice`: it may be over by itself. */
  readonly kind: "wrong" | "notice";
  readonly text: string;
  /** What to do, in the imperative. */
  readonly fix?: string;
}

/** What is not as it should be, the most urgent first. */
export function cutoverProblems(state: EntityStatus): readonly CutoverProblem[] {
  const problems = [...freezeProblem(state), ...markProblem(state), ...processProblems(state)];
  const all = [...problems, ...gateProblems(state), ...ledgerProblem(state)];
  return all.toSorted((a, b) => Number(b.kind === "wrong") - Number(a.kind === "wrong"));
}

function freezeProblem({ control: { freeze } }: EntityStatus): CutoverProblem[] {
  if (!freeze) return [];
  const text = `WRITES ARE FROZEN for a flip to ${freeze.to}, ${freeze.maxMilliseconds} ms at most`;
  return [{ kind: "notice", text, fix: "wait for its end; if its command was killed, lift it" }];
}

function markProblem({ control: { unverified, mode } }: EntityStatus): CutoverProblem[] {
  if (!unverified) return [];
  const text = `UNVERIFIED since ${unverified.at}: ${unverified.reason}`;
  const remedy = mode === "dual" ? "run cutover repair --all" : "run verify --live";
  return [{ kind: "wrong", text, fix: `${remedy}, 20 minutes after that time or later` }];
}

function processProblems({ processes, control: { revision } }: EntityStatus): CutoverProblem[] {
  return processes.flatMap(({ label, state, last }): CutoverProblem[] => {
    if (state === "silent")
      return [
        {
          ...{ kind: "wrong", text: `${label} does not report; its last revision is ${last?.revision}` },
          fix: "check that it runs and reaches the control; it stops writing 30 s after its last reading of the control",
        },
      ];
    const isLate = state === "live" && last !== undefined && last.revision !== revision;
    if (!isLate) return [];
    const fix = "wait for its next poll (5 s); restart it if it stays";
    return [{ kind: "notice", text: `${label} still acts by revision ${last.revision}`, fix }];
  });
}

function gateProblems({ gates }: EntityStatus): CutoverProblem[] {
  return gates.filter(isRed).map(({ text, fix }) => ({ kind: "wrong", text: `gate red: ${text}`, fix }));
}

function ledgerProblem({ ledger }: EntityStatus): CutoverProblem[] {
  const { entries, keys } = ledger;
  if (entries === 0) return [];
  const text = `records that may differ: ${keys.join(", ")}${entries > keys.length ? ", …" : ""}`;
  return [{ kind: "notice", text, fix: "wait until the processes have settled them" }];
}
