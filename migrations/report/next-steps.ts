import { type CommandArguments, commandText, quoted, resuming, startingOver } from "../command-line";
import type { NextStep } from "./next-step";
import { counted } from "./quantity";
import type { RunReport } from "./run-report";

/** What the steps follow from. */
export interface Standing extends Pick<RunReport, "run" | "state" | "total" | "verification"> {
  /** The command that was suggested after it. */
  readonly verify: CommandArguments;
  /** The command that made it, if that is known. */
  readonly command: CommandArguments | undefined;
  /** The command that rolls it back. */
  readonly rollback: CommandArguments;
  /** The run's folder as people call it. */
  readonly folder: string;
  readonly hasJournal: boolean;
}

/** What to do next, first things first. */
export function nextSteps(standing: Standing): NextStep[] {
  return [...ofState[standing.state](standing), ...lookAtRejects(standing)];
}

const ofState: Record<RunReport["state"], (standing: Standing) => NextStep[]> = {
  running: () => [{ text: "Wait until it has ended; this page shows its state when the page was made." }],
  interrupted: (standing) => [
    resume(standing, "Resume the run. Items that have arrived are not sent again."),
    ...rollBack(standing),
  ],
  stopped: (standing) => [
    resume(standing, "Fix the cause of the failure, then resume the run."),
    ...rollBack(standing),
  ],
  finished: (standing) => [...verify(standing), ...rollBack(standing)],
  "rolling-back": ({ rollback }) => [
    {
      text: "The run is partly rolled back and cannot be resumed. Finish the rollback.",
      command: commandText(rollback),
    },
  ],
  "rolled-back": ({ command }) => [
    {
      text: "The run was rolled back. To move the data again, start over.",
      ...withCommand(command && startingOver(command)),
    },
  ],
  "dry-run": () => [{ text: "Nothing was written. To move the data, run it without --dry-run." }],
};

function resume({ command, run }: Standing, text: string): NextStep {
  return { text, ...withCommand(command && resuming(command, run)) };
}

function verify({ verification, verify: args }: Standing): NextStep[] {
  const command = commandText(args);
  if (!verification) return [{ text: "Verify that every item has arrived as it should be.", command }];
  if (verification.isOutdated)
    return [{ text: "The run was resumed after its verification: verify it again.", command }];
  return verification.same
    ? [{ text: "Nothing has to be done: every compared item was found as it should be." }]
    : [{ text: "Look at the differences below, fix them, then verify again.", command }];
}

function rollBack({ total, hasJournal, rollback }: Standing): NextStep[] {
  if (!hasJournal || total.written === 0) return [];
  return [
    {
      text: "Or roll it back: items that it created are deleted, items that it overwrote are restored, and items that others have changed since are kept.",
      command: commandText([...rollback, "--dry-run"]),
    },
  ];
}

function lookAtRejects({ total, folder, state }: Standing): NextStep[] {
  if (total.rejected === 0 || state === "rolled-back") return [];
  const text = `${counted(total.rejected, "row")} did not become items. Each is listed with its reason and remedy; fix them at the source or in the migration file.`;
  return [state === "dry-run" ? { text } : { text, command: `less ${quoted(`${folder}/rejects.jsonl`)}` }];
}

function withCommand(args: CommandArguments | undefined): { command?: string } {
  return args === undefined ? {} : { command: commandText(args) };
}
