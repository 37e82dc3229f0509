import { addsUp } from "../../pipeline/read/tally";
import { count, counted } from "../quantity";
import type { RunReport } from "../run-report";

/** How good the news is; names a colour of the page. */
export type Tone = "good" | "warn" | "bad" | "calm";

/** A run in a word and in a sentence. */
export interface Verdict {
  readonly tone: Tone;
  readonly word: string;
  readonly sentence: string;
}

/** Says how a run stands. */
export function verdictOf(report: RunReport): Verdict {
  const { state, total, verification } = report;
  const soFar = `${counted(total.written, "item")} ${total.written === 1 ? "was" : "were"} written by then.`;
  switch (state) {
    case "running":
      return { tone: "calm", word: "Running", sentence: `The run is in progress; ${soFar}` };
    case "interrupted":
      return {
        tone: "warn",
        word: "Interrupted",
        sentence: `The run was interrupted; ${soFar} It can be resumed.`,
      };
    case "stopped":
      return {
        tone: "bad",
        word: "Stopped",
        sentence: `The run stopped with an error; ${soFar} Fix the cause, then resume it.`,
      };
    case "rolling-back":
      return {
        tone: "bad",
        word: "Rolling back",
        sentence:
          "The run is partly rolled back: some of what it wrote is deleted or restored, the rest is still there.",
      };
    case "rolled-back":
      return {
        tone: "calm",
        word: "Rolled back",
        sentence:
          "The run was rolled back: items that it created are deleted and items that it overwrote are restored, except those that others have changed since.",
      };
    case "dry-run":
      return {
        tone: "calm",
        word: "Dry run",
        sentence: `Nothing was written. ${counted(total.written, "item")} would be${total.rejected > 0 ? `, and ${counted(total.rejected, "row")} would be rejected` : ""}.`,
      };
    case "finished":
      return finished(report, verification);
  }
}

function finished({ total }: RunReport, verification: RunReport["verification"]): Verdict {
  if (!addsUp(total)) {
    const sentence = `${count(total.read)} were read, but ${count(total.written + total.skipped + total.rejected)} accounted for. This is an internal error: please report it.`;
    return { tone: "bad", word: "Does not add up", sentence };
  }
  if (verification && !verification.isOutdated && !verification.same) {
    return {
      tone: "bad",
      word: "Different",
      sentence: `The run finished, but ${differences(verification)}.`,
    };
  }
  const verified = verification !== undefined && !verification.isOutdated;
  const proof = verified
    ? "Every one was found in the tables, with the same contents."
    : "They are not verified yet.";
  const arrived = `${counted(total.written, "item")} ${total.written === 1 ? "has" : "have"} arrived.`;
  if (total.rejected > 0) {
    const sentence = `${arrived} ${proof} ${counted(total.rejected, "row")} could not become ${total.rejected === 1 ? "an item" : "items"}; see why below.`;
    return { tone: "warn", word: "Finished, with rejects", sentence };
  }
  return {
    tone: "good",
    word: verified ? "Finished and verified" : "Finished",
    sentence: `${arrived} ${proof}`,
  };
}

function differences({ tables }: NonNullable<RunReport["verification"]>): string {
  if (tables.some(({ failure }) => failure)) return "its verification could not be completed";
  const sum = (kind: "missing" | "extra" | "changed"): number =>
    tables.reduce((all, table) => all + table[kind], 0);
  const kinds = (["missing", "extra", "changed"] as const).filter((kind) => sum(kind) > 0);
  return `of its items, ${kinds.map((kind) => `${count(sum(kind))} ${sum(kind) === 1 ? "is" : "are"} ${kind}`).join(", ")}`;
}
