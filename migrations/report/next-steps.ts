import { counted } from "./quantity";
import type { RunReport } from "./run-report";

/** Something to do about a run, and what to type for it. */
export interface NextStep {
  readonly text: string;
  readonly command?: string;
}

/** What the steps follow from. */
export interface Standing extends Pick<RunReport, "run" | "state" | "total" | "verification"> {
  /** What verifies it, as `run` has advised. */
  readonly verifyCommand: string;
  /** `--run-folder …`, where that is not the usual one. */
  readonly folderOption: string;
  /** The run's folder as people call it. */
  readonly folder: string;
  readonly hasJournal: boolean;
}

/** What to do next, first things first. */
export function nextSteps(standing: Standing): NextStep[] {
  return [...ofState[standing.state](standing), ...lookAtRejects(standing)];
}

const ofState: Record<RunReport["state"], (standing: Standing) => NextStep[]> = {
  running: () => [{ text: "Wait until it has ended; this page shows how far it had come when it was made." }],
  killed: (standing) => [
    resume(
      standing,
      "The process has ended without a word. What the service acknowledged is saved: go on from there.",
    ),
    ...takeBack(standing),
  ],
  interrupted: (standing) => [
    resume(standing, "Go on from where it stopped. Nothing that has arrived is sent again."),
    ...takeBack(standing),
  ],
  failed: (standing) => [
    resume(standing, "Mend what stopped it, then go on from there."),
    ...takeBack(standing),
  ],
  finished: (standing) => [...verify(standing), ...takeBack(standing)],
  "rolling-back": ({ run, folderOption }) => [
    {
      text: "The run is partly rolled back and cannot be resumed. Finish the rollback.",
      command: `dynamodb-migrate rollback ${run}${folderOption}`,
    },
  ],
  "rolled-back": (standing) => [
    {
      text: "The run was taken back. To move the data after all, begin anew.",
      ...withCommand(again(standing, " --no-resume")),
    },
  ],
  "dry-run": () => [{ text: "Nothing was written. To move the data, run it without --dry-run." }],
};

function resume(standing: Standing, text: string): NextStep {
  return { text, ...withCommand(again(standing, ` --resume ${standing.run}`)) };
}

/** Only `run` is known to go on by a command of its own; others are given again as they were. */
function again({ verifyCommand }: Standing, options: string): string | undefined {
  const prefix = "dynamodb-migrate verify";
  return verifyCommand.startsWith(prefix)
    ? `dynamodb-migrate run${verifyCommand.slice(prefix.length)}${options}`
    : undefined;
}

function verify({ verification, verifyCommand }: Standing): NextStep[] {
  if (!verification)
    return [{ text: "Prove that every item has arrived as it should be.", command: verifyCommand }];
  if (verification.isOutdated)
    return [{ text: "It was verified before it went on: verify it again.", command: verifyCommand }];
  return verification.same
    ? [{ text: "Nothing has to be done: every item was found as it should be." }]
    : [
        {
          text: "Look at the differences below; once they are mended, verify again.",
          command: verifyCommand,
        },
      ];
}

function takeBack({ run, total, hasJournal, folderOption }: Standing): NextStep[] {
  if (!hasJournal || total.written === 0) return [];
  return [
    {
      text: "Or take it back: what it created is deleted, what it overwrote restored, and what others have changed since is left alone.",
      command: `dynamodb-migrate rollback ${run}${folderOption} --dry-run`,
    },
  ];
}

function lookAtRejects({ total, folder, state }: Standing): NextStep[] {
  if (total.rejected === 0 || state === "rolled-back") return [];
  const text = `${counted(total.rejected, "row")} did not become items. Each is listed with its reason and remedy; mend them at the source or in the migration file.`;
  return [state === "dry-run" ? { text } : { text, command: `less ${folder}/rejects.jsonl` }];
}

function withCommand(command: string | undefined): { command?: string } {
  return command === undefined ? {} : { command };
}
